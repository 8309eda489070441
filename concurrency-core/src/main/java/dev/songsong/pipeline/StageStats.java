// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import java.util.Locale;

/**
 * One stage at one moment.
 *
 * @param stage its name
 * @param parallelism how many items it works on at once
 * @param held items that hold a place in it: waiting, worked on, or waiting for their turn
 * @param queue how many places it has
 * @param in items taken in
 * @param out results handed on
 * @param failed items that failed, whatever became of them
 * @param busy share of its time spent working, from 0 to 1
 * @param waiting share of its time without input
 * @param blocked share of its time without room in the next queue
 * @param perSecond items taken in per second, from the pipeline's start
 */
public record StageStats(
    String stage,
    int parallelism,
    int held,
    int queue,
    long in,
    long out,
    long failed,
    double busy,
    double waiting,
    double blocked,
    double perSecond) {

  /** One line, such as {@code blur x2: busy 97 %, waiting 1 %, blocked 2 %, queue 64/64, ...}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s x%d: busy %.0f %%, waiting %.0f %%, blocked %.0f %%, queue %d/%d, in %d, out %d,"
            + " failed %d, %.0f/s",
        stage,
        parallelism,
        100 * busy,
        100 * waiting,
        100 * blocked,
        held,
        queue,
        in,
        out,
        failed,
        perSecond);
  }
}
