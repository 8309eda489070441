// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab.trial;

import dev.songsong.scenario.FaultResult;
import dev.songsong.scenario.Work;
import java.util.Optional;

/** What a trial's JVM writes for the lab: one of the three. */
record TrialReport(Optional<Work> work, Optional<FaultResult> fault, Optional<String> error) {
  static TrialReport of(Work work) {
    return new TrialReport(Optional.of(work), Optional.empty(), Optional.empty());
  }

  static TrialReport of(FaultResult fault) {
    return new TrialReport(Optional.empty(), Optional.of(fault), Optional.empty());
  }

  static TrialReport failed(String error) {
    return new TrialReport(Optional.empty(), Optional.empty(), Optional.of(error));
  }
}
