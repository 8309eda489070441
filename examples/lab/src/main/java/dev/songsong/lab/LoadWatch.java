// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.hardware.Load;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Prints one measurement of the load after another, above each other or, on a terminal, in place.
 */
final class LoadWatch {
  private static final String UP = "\u001b[%dA";
  private static final String ERASE_LINE = "\u001b[K";

  private final PrintWriter out;
  private final boolean inPlace;
  private final Function<Load, List<String>> text;

  LoadWatch(PrintWriter out, boolean inPlace, Function<Load, List<String>> text) {
    this.out = out;
    this.inPlace = inPlace;
    this.text = text;
  }

  /**
   * Measures and prints until there are enough or the pause says no.
   *
   * @param count how many measurements; 0 for no end
   * @param pause waits before each measurement; false ends the watch
   */
  void run(Supplier<Load> meter, int count, BooleanSupplier pause) {
    int printed = 0;
    for (int done = 0; count == 0 || done < count; done++) {
      if (!pause.getAsBoolean()) {
        out.println(); // what the terminal shows of Ctrl-C gets a line of its own
        return;
      }
      List<String> lines = text.apply(meter.get());
      if (inPlace && printed > 0) {
        out.print(UP.formatted(printed));
      }
      lines.forEach(line -> out.println(inPlace ? line + ERASE_LINE : line));
      out.flush();
      printed = lines.size();
    }
  }
}
