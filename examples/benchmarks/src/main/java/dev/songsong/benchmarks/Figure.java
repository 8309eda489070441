// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is measured.
 *
 * @param key the name under which programs print it
 * @param title the row's name
 * @param unit of the values
 * @param better which values are the better ones
 * @param bar what our own value should reach
 * @param ratioBars what the ratio should reach, by the peer's name
 */
public record Figure(
    String key,
    String title,
    String unit,
    Better better,
    Optional<Double> bar,
    Map<String, Double> ratioBars) {

  /** Which end of a scale is the good one. */
  public enum Better {
    /** A time, say. */
    LESS,
    /** A rate. */
    MORE
  }

  /** Copies the map. */
  public Figure {
    ratioBars = Map.copyOf(ratioBars);
  }

  /** A figure of which less is better. */
  public static Figure time(String key, String title, String unit) {
    return new Figure(key, title, unit, Better.LESS, Optional.empty(), Map.of());
  }

  /** A figure of which more is better. */
  public static Figure rate(String key, String title, String unit) {
    return new Figure(key, title, unit, Better.MORE, Optional.empty(), Map.of());
  }

  /** This figure, with what our own value should reach. */
  public Figure withBar(double value) {
    return new Figure(key, title, unit, better, Optional.of(value), ratioBars);
  }

  /** This figure, with what the ratio to the peer should at least be. */
  public Figure withBarBeside(String peer, double ratio) {
    var bars =
        ImmutableMap.<String, Double>builder().putAll(ratioBars).put(peer, ratio).buildOrThrow();
    return new Figure(key, title, unit, better, bar, bars);
  }

  /** The value turned so that more is better. */
  double merit(double value) {
    return better == Better.MORE ? value : 1 / value;
  }
}
