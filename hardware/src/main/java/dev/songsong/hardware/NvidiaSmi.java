// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import dev.songsong.hardware.Programs.Answer;
import dev.songsong.hardware.Programs.Ended;
import dev.songsong.hardware.Programs.Hung;
import dev.songsong.hardware.Programs.Interrupted;
import dev.songsong.hardware.Programs.Missing;
import dev.songsong.machine.Gpu;
import dev.songsong.machine.Warning;
import dev.songsong.machine.Warning.Cause;
import java.util.List;
import java.util.Optional;

/**
 * Asks NVIDIA's driver through its own program.
 *
 * <p>Three short questions: the cards, the programs on them, and the header, which alone has the
 * CUDA version. After a question without an answer no more are asked, as a hung driver hangs each.
 */
final class NvidiaSmi {
  /** The program's name; the driver puts it on the path. */
  static final String PROGRAM = "nvidia-smi";

  private static final List<String> CARDS =
      List.of(PROGRAM, "--query-gpu=" + NvidiaText.CARD_FIELDS, "--format=csv,noheader,nounits");
  private static final List<String> PROCESSES =
      List.of(
          PROGRAM,
          "--query-compute-apps=" + NvidiaText.PROCESS_FIELDS,
          "--format=csv,noheader,nounits");

  /**
   * The driver's answer.
   *
   * @param present whether the program is there
   * @param gpus its cards
   * @param warnings what it could not tell, and why
   */
  record Report(boolean present, List<Gpu> gpus, List<Warning> warnings) {}

  private final Programs programs;

  NvidiaSmi(Programs programs) {
    this.programs = programs;
  }

  Report report() {
    Answer cards = programs.run(CARDS);
    Optional<Warning> trouble = trouble(cards);
    if (trouble.isPresent() || !(cards instanceof Ended ended)) {
      return new Report(
          !(cards instanceof Missing), List.of(), trouble.map(List::of).orElse(List.of()));
    }
    if (NvidiaText.noDevices(ended.text())) {
      return new Report(true, List.of(), List.of());
    }
    Answer processes = programs.run(PROCESSES);
    Optional<Warning> silent = trouble(processes);
    Answer header = silent.isEmpty() ? programs.run(List.of(PROGRAM)) : processes;
    List<Gpu> gpus =
        NvidiaText.gpus(
            ended.text(),
            silent.isEmpty() ? text(processes) : Optional.empty(),
            silent.isEmpty() ? text(header).flatMap(NvidiaText::cuda) : Optional.empty());
    return new Report(true, gpus, silent.or(() -> trouble(header)).map(List::of).orElse(List.of()));
  }

  /** Only the cards, for watching: one short question. */
  List<Gpu> cards() {
    return text(programs.run(CARDS))
        .map(text -> NvidiaText.gpus(text, Optional.empty(), Optional.empty()))
        .orElse(List.of());
  }

  private static Optional<String> text(Answer answer) {
    return answer instanceof Ended(int exit, String text) && exit == 0
        ? Optional.of(text)
        : Optional.empty();
  }

  private static Optional<Warning> trouble(Answer answer) {
    return switch (answer) {
      case Missing() -> Optional.empty();
      case Hung(var limit) ->
          warning(
              Cause.DRIVER_SILENT,
              "no answer within "
                  + limit.toSeconds()
                  + " s (expected: an answer at once); the driver hangs, so restart the machine");
      case Interrupted() -> warning(Cause.INTERRUPTED, "interrupted (expected: time to answer)");
      case Ended(int exit, var text) when exit != 0 && !NvidiaText.noDevices(text) ->
          warning(
              Cause.DRIVER_FAILED,
              "exit "
                  + exit
                  + " (expected: 0); it says: "
                  + text.lines().findFirst().orElse("nothing").strip());
      case Ended _ -> Optional.empty();
    };
  }

  private static Optional<Warning> warning(Cause cause, String what) {
    return Optional.of(new Warning(cause, PROGRAM + ": " + what));
  }
}
