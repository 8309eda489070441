// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * One figure of a suite, ours beside a peer's.
 *
 * @param group the heading it stands under
 * @param name what was measured
 * @param ours our median
 * @param peer who was measured beside us; empty if nobody is installed that can do it
 * @param peerValue the peer's median
 * @param unit of both
 * @param ratio how many times better our median is: above 1 in our favour, whatever the unit
 * @param low the lower end of the ratio's 95 % interval
 * @param high its upper end
 * @param aaLow the lower end of what the same program shows against itself in this run
 * @param aaHigh its upper end; a ratio between the two says nothing
 * @param bars what the row should reach; most have none
 */
public record Row(
    @JsonIgnore String group,
    String name,
    double ours,
    Optional<String> peer,
    @JsonProperty("peer_value") Optional<Double> peerValue,
    String unit,
    Optional<Double> ratio,
    Optional<Double> low,
    Optional<Double> high,
    @JsonProperty("aa_low") double aaLow,
    @JsonProperty("aa_high") double aaHigh,
    List<Bar> bars) {

  /** Copies the list. */
  public Row {
    bars = List.copyOf(bars);
  }

  /** What the row allows to be said. */
  public enum Finding {
    /** Ours is better by more than chance and the machine's moods explain. */
    BETTER,
    /** Ours is worse by more than that. */
    WORSE,
    /** The intervals meet 1 or the band, or there is no peer. */
    NO_DIFFERENCE
  }

  /**
   * How far from 1, either way, chance alone takes a ratio in this run: the band of the program
   * against itself, in both directions, as what the machine did to one run it could have done to
   * the other.
   */
  double noise() {
    return Math.max(Math.max(aaHigh, 1 / aaLow), 1);
  }

  /** No claim is made inside the band of the program against itself, nor across 1. */
  public Finding finding() {
    if (low.isEmpty() || high.isEmpty()) {
      return Finding.NO_DIFFERENCE;
    }
    if (low.get() > noise()) {
      return Finding.BETTER;
    }
    return high.get() < 1 / noise() ? Finding.WORSE : Finding.NO_DIFFERENCE;
  }
}
