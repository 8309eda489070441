// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

/**
 * What is measured.
 *
 * @param key the name under which programs print it
 * @param title the row's name
 * @param unit of the values
 * @param better which values are the better ones
 */
public record Figure(String key, String title, String unit, Better better) {

  /** Which end of a scale is the good one. */
  public enum Better {
    /** A time, say. */
    LESS,
    /** A rate. */
    MORE
  }

  /** A figure of which less is better. */
  public static Figure time(String key, String title, String unit) {
    return new Figure(key, title, unit, Better.LESS);
  }

  /** A figure of which more is better. */
  public static Figure rate(String key, String title, String unit) {
    return new Figure(key, title, unit, Better.MORE);
  }

  /** The value turned so that more is better. */
  double merit(double value) {
    return better == Better.MORE ? value : 1 / value;
  }
}
