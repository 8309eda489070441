// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * One figure of a suite, ours beside a peer's.
 *
 * @param name what was measured
 * @param ours our median
 * @param peer who was measured beside us; empty if nobody is installed that can do it
 * @param peerValue the peer's median
 * @param unit of both
 * @param ratio how many times better we are: above 1 in our favour, whatever the unit
 * @param low the lower end of the ratio's 95 % interval
 * @param high its upper end
 * @param aaLow the lower end of what the same program shows against itself in this run
 * @param aaHigh its upper end; a ratio between the two says nothing
 */
record Row(
    String name,
    double ours,
    Optional<String> peer,
    @JsonProperty("peer_value") Optional<Double> peerValue,
    String unit,
    Optional<Double> ratio,
    Optional<Double> low,
    Optional<Double> high,
    @JsonProperty("aa_low") double aaLow,
    @JsonProperty("aa_high") double aaHigh) {}
