// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab.trial;

import dev.songsong.scenario.FaultResult;
import dev.songsong.scenario.Work;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** How a trial's JVM ended. */
public sealed interface TrialResult {

  /**
   * It did its work.
   *
   * @param work what it did
   * @param cpu CPU time of the whole process tree during the work
   * @param peakBytes the most memory the tree held during the work
   */
  record Measured(Work work, Optional<Duration> cpu, OptionalLong peakBytes)
      implements TrialResult {}

  /** It lived through its fault. */
  record Endured(FaultResult result) implements TrialResult {}

  /**
   * It died, or was killed at its time limit.
   *
   * @param ended whether it ended by itself
   * @param why one line
   */
  record Died(boolean ended, String why) implements TrialResult {}

  /** The work as a whole failed with an exception. */
  record Failed(String why) implements TrialResult {}
}
