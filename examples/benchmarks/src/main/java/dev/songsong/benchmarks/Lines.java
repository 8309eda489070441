// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** What the programs have in common: how they check and what they print. */
public final class Lines {
  private static final long ENOUGH_NANOS = 1_000_000_000;

  private Lines() {}

  /** Prints what was computed. */
  public static void answer(String name, long value) {
    System.out.println("answer " + name + " " + value);
  }

  /** Prints what was measured. */
  public static void figure(String key, double value) {
    System.out.println(key + " " + String.format(Locale.ROOT, "%.6g", value));
  }

  /** Fails unless the two are the same. */
  public static void check(String what, long got, long expected) {
    if (got != expected) {
      throw new IllegalStateException(what + ": " + got + " (expected: " + expected + ")");
    }
  }

  /** The middle one of what was timed; sorts the array. */
  public static long median(long[] nanos) {
    Arrays.sort(nanos);
    return nanos[nanos.length / 2];
  }

  /** Something measured once. */
  @FunctionalInterface
  public interface Measurement {
    double once() throws Exception;
  }

  /**
   * The middle one of several measurements in one process, those before it thrown away. Where it
   * takes long, as on a box with other work, it is content with fewer, but one at least.
   */
  public static double middle(int warmUps, int times, Measurement measurement) throws Exception {
    values(warmUps, measurement);
    double[] values = values(times, measurement);
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static double[] values(int times, Measurement measurement) throws Exception {
    var values = new double[times];
    long begin = System.nanoTime();
    for (int i = 0; i < times; i++) {
      if (i > 0 && System.nanoTime() - begin > ENOUGH_NANOS) {
        return Arrays.copyOf(values, i);
      }
      values[i] = measurement.once();
    }
    return values;
  }

  /** The sum of 0 to {@code count - 1}. */
  public static long sumBelow(long count) {
    return count * (count - 1) / 2;
  }
}
