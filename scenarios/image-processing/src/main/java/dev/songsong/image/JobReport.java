// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a job achieved.
 *
 * @param files how many files there were to do, those of an earlier job included
 * @param done how many outputs this job wrote
 * @param alreadyDone how many outputs an earlier job had written
 * @param troubles every file that has no output although it was tried
 * @param problems what could not be read when the inputs were walked
 * @param duplicates groups of outputs that look alike; empty when none were looked for
 * @param stopped why the job ended before all files were tried; empty when it did not
 * @param workerDeaths how many worker processes died on the way
 * @param elapsed how long it took
 */
public record JobReport(
    int files,
    int done,
    int alreadyDone,
    List<ManifestEntry> troubles,
    List<String> problems,
    List<List<String>> duplicates,
    Optional<String> stopped,
    long workerDeaths,
    Duration elapsed) {

  /** Copies the lists. */
  public JobReport {
    troubles = List.copyOf(troubles);
    problems = List.copyOf(problems);
    duplicates = List.copyOf(duplicates);
  }

  /** Whether every file has its output and nothing was left unread. */
  public boolean complete() {
    return troubles.isEmpty() && problems.isEmpty() && stopped.isEmpty();
  }

  /** How many files ended this way. */
  public long count(FileOutcome outcome) {
    return outcome == FileOutcome.DONE
        ? done
        : troubles.stream().filter(entry -> entry.outcome() == outcome).count();
  }
}
