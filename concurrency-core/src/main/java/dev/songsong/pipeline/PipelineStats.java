// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;

/**
 * A pipeline at one moment.
 *
 * @param elapsed time since its start, up to its end
 * @param stages its stages from source to sink
 */
public record PipelineStats(Duration elapsed, List<StageStats> stages) {

  /** Copies the list. */
  public PipelineStats {
    stages = List.copyOf(stages);
  }

  /**
   * The stage that all others wait for: the busiest. Those before it are blocked, those behind it
   * wait for input. To speed the pipeline up, give this one more threads or less work.
   */
  public StageStats bottleneck() {
    return stages.stream().max(Comparator.comparingDouble(StageStats::busy)).orElseThrow();
  }

  /**
   * The stage of that name.
   *
   * @throws NoSuchElementException if there is none
   */
  public StageStats stage(String name) {
    return stages.stream()
        .filter(stage -> stage.stage().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new NoSuchElementException(
                "stage: "
                    + name
                    + " (expected: one of "
                    + stages.stream().map(StageStats::stage).toList()
                    + ")"));
  }

  /** One line a stage; the slowest is marked. */
  @Override
  public String toString() {
    StageStats slowest = bottleneck();
    return stages.stream()
        .map(stage -> (stage.equals(slowest) ? "> " : "  ") + stage)
        .collect(Collectors.joining("\n"));
  }
}
