// SPDX-License-Identifier: Apache-2.0
package dev.songsong.scenario;

import dev.songsong.exec.Mode;

/**
 * A fault provoked in one mode and what it cost there.
 *
 * @param mode how the work ran
 * @param result what was done and lost
 * @param ended whether the work ended by itself; false when it was killed at its time limit
 */
public record FaultExperiment(Mode mode, FaultResult result, boolean ended) {

  /** The share of good items that were not completed, 0 to 1. */
  public double loss() {
    long good = result.done() + result.lost();
    return good == 0 ? 0 : (double) result.lost() / good;
  }

  /** Whether the work went on to its end in spite of the fault. */
  public boolean survived() {
    return ended && result.survived();
  }
}
