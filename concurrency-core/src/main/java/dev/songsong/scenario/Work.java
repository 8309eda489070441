// SPDX-License-Identifier: Apache-2.0
package dev.songsong.scenario;

import java.time.Duration;

/**
 * What one run of a trial did.
 *
 * @param digest SHA-256 in hex of the results' meaning; equal in every mode for equal seeds
 * @param items how many items it completed
 * @param elapsed from the first item's submission to the last one's end
 * @param startup from the start to the first item's end
 * @param latenciesNanos each item's time from submission or intended start to its end
 */
public record Work(
    String digest, long items, Duration elapsed, Duration startup, long[] latenciesNanos) {}
