// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.exec.Mode;
import dev.songsong.scenario.Scenario;
import dev.songsong.scenario.TrialSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How thoroughly to compare.
 *
 * @param quick a first look
 * @param seed makes the same input again
 * @param budget time for each problem
 * @param cores processors that the work may use
 */
record ComparePlan(boolean quick, long seed, Duration budget, int cores) {
  static final List<Mode> MODES = List.of(Mode.THREADS, Mode.PROCESSES, Mode.HYBRID);

  /** The time that a problem gets when the user doesn't say. */
  static Duration usualBudget(boolean quick) {
    return quick ? Duration.ofSeconds(30) : Duration.ofMinutes(5);
  }

  /** Two runs of each mode are the least that shows noise. */
  int fewestRounds() {
    return 2;
  }

  int mostRounds() {
    return quick ? 3 : 15;
  }

  /** The faults to provoke: a first look takes the first, which is each scenario's plainest. */
  List<String> faults(Scenario scenario) {
    return quick ? scenario.faults().stream().limit(1).toList() : scenario.faults();
  }

  /** A trial that takes longer hangs. */
  Duration trialLimit() {
    return quick ? Duration.ofSeconds(60) : Duration.ofMinutes(10);
  }

  /** A fault experiment that takes longer hangs. */
  Duration faultLimit() {
    return quick ? Duration.ofSeconds(60) : Duration.ofMinutes(5);
  }

  /** The same degree of parallelism in every mode; hybrid is 2x2 where there are two cores. */
  TrialSetup setup(Mode mode, Path directory) {
    int processes = mode == Mode.HYBRID ? Math.max(2, cores / 2) : cores;
    int threads = mode == Mode.HYBRID ? 2 : cores;
    return new TrialSetup(
        mode,
        mode.usesProcesses() ? processes : 0,
        mode == Mode.PROCESSES ? 1 : threads,
        seed,
        quick,
        directory);
  }
}
