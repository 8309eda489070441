// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.advice.WorkProfile;
import dev.songsong.command.DurationConverter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.TypeConversionException;

/** Asks a person what the work is like; the end of the input takes the usual for the rest. */
final class WorkQuestions {
  private final BufferedReader in;
  private final PrintWriter out;
  private final AdviseTexts texts;

  WorkQuestions(BufferedReader in, PrintWriter out, AdviseTexts texts) {
    this.in = in;
    this.out = out;
    this.texts = texts;
  }

  WorkProfile ask() throws IOException {
    out.println(texts.get("ask.intro"));
    return new WorkProfile(
        ask("cpu", "1", "share", new Share.Converter()::convert).part(),
        time("task-time", "10ms"),
        size("bytes-in", "1KB"),
        size("bytes-out", "1KB"),
        yes("shared-state"),
        yes("native"),
        yes("untrusted"),
        yes("killable"),
        size("heap", "1MB"),
        time("start-up", "1s"));
  }

  private Duration time(String key, String usual) throws IOException {
    return ask(key, usual, "time", new DurationConverter()::convert);
  }

  private long size(String key, String usual) throws IOException {
    return ask(key, usual, "size", new Size.Converter()::convert).bytes();
  }

  private boolean yes(String key) throws IOException {
    return ask(key, "n", "yes", WorkQuestions::yesOrNo);
  }

  /** In English and in Vietnamese (có, không). */
  private static boolean yesOrNo(String answer) {
    return switch (answer.toLowerCase(Locale.ROOT)) {
      case "y", "yes", "c", "co", "có" -> true;
      case "n", "no", "k", "khong", "không" -> false;
      default -> throw new TypeConversionException("(expected: y or n)");
    };
  }

  private <T> T ask(String key, String usual, String rule, Function<String, T> read)
      throws IOException {
    while (true) {
      out.print(texts.get("ask." + key) + " [" + usual + "] ");
      out.flush();
      String line = in.readLine();
      String answer = line == null || line.isBlank() ? usual : line.strip();
      try {
        return read.apply(answer);
      } catch (TypeConversionException wrong) {
        out.println(texts.get("ask.again", answer, texts.get("ask.rule." + rule)));
      }
    }
  }
}
