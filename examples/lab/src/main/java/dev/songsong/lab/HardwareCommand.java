// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.command.Interruption;
import dev.songsong.command.Language;
import dev.songsong.command.Terminal;
import dev.songsong.hardware.Load;
import dev.songsong.hardware.LoadMeter;
import dev.songsong.machine.Machine;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code songsong hardware}: the machine this runs on, and how many workers to give it. */
@Command(
    name = "hardware",
    mixinStandardHelpOptions = true,
    description = "Describes this machine and recommends threads and processes for it.")
final class HardwareCommand implements Callable<Integer> {
  private static final long SECOND = 1;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON; with --watch, an object on each line.")
  private boolean json;

  @Option(names = "--lang", description = "Language: ${COMPLETION-CANDIDATES}.")
  private Language language = Language.preferred();

  @Option(names = "--watch", description = "Show the load each second until Ctrl-C.")
  private boolean watch;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "With --watch: end after N measurements.")
  private int count;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (watch) {
      checkCount();
      watch(out);
    } else if (isGiven("--count")) {
      throw wrong("with --watch", "add --watch");
    } else if (json) {
      out.println(MachineJson.write(Machine.probe()));
    } else {
      MachineTable.of(Machine.probe(), language)
          .lines(spec.usageMessage().width(), Terminal.colours())
          .forEach(out::println);
    }
    out.flush();
    return 0;
  }

  private void watch(PrintWriter out) {
    var ended = new CountDownLatch(1);
    Interruption interruption = Interruption.onSignal(ended::countDown);
    try {
      LoadMeter meter = LoadMeter.start();
      new LoadWatch(out, Terminal.out() && !json, form())
          .run(meter::next, count, () -> !within(ended));
    } finally {
      interruption.close();
    }
  }

  private Function<Load, List<String>> form() {
    var text = new LoadText(language, spec.usageMessage().width());
    if (json) {
      return load -> List.of(MachineJson.line(load));
    }
    return Terminal.out() ? text::picture : load -> List.of(text.line(load));
  }

  /** Waits a second; whether the watch was ended meanwhile. */
  private static boolean within(CountDownLatch ended) {
    try {
      return ended.await(SECOND, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void checkCount() {
    if (isGiven("--count") && count < 1) {
      throw wrong("1 or more", "leave it out to go on until Ctrl-C");
    }
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private ParameterException wrong(String rule, String remedy) {
    return new ParameterException(
        spec.commandLine(), "--count: " + count + " (expected: " + rule + "); " + remedy);
  }
}
