// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Answers as recorded, by the kind of question, and remembers what was asked. */
final class Recorded implements Programs {
  private static final Answer NOTHING = new Ended(0, "");

  private final Answer cards;
  private final Answer processes;
  private final Answer header;
  final List<List<String>> asked = new ArrayList<>();

  private Recorded(Answer cards, Answer processes, Answer header) {
    this.cards = cards;
    this.processes = processes;
    this.header = header;
  }

  /** Answers to the three questions. */
  static Recorded of(Answer cards, Answer processes, Answer header) {
    return new Recorded(cards, processes, header);
  }

  /** The same answer to whatever is asked. */
  static Recorded always(Answer answer) {
    return new Recorded(answer, answer, answer);
  }

  /** The notes' laptop: an idle card. */
  static Recorded laptop() {
    return of(
        new Ended(0, "GPU-1f0e, NVIDIA GeForce RTX 3060 Laptop GPU, 6144, 0, 566.14, 0\r\n"),
        NOTHING,
        new Ended(0, file("nvidia-smi-laptop.txt")));
  }

  static String file(String name) {
    try (InputStream stream = Recorded.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Answer run(List<String> command) {
    asked.add(command);
    if (command.size() == 1) {
      return header;
    }
    return command.get(1).startsWith("--query-gpu") ? cards : processes;
  }
}
