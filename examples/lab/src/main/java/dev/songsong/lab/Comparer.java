// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.songsong.command.Progress;
import dev.songsong.exec.Mode;
import dev.songsong.lab.trial.TrialRequest;
import dev.songsong.lab.trial.TrialResult;
import dev.songsong.lab.trial.TrialRunner;
import dev.songsong.scenario.Comparison;
import dev.songsong.scenario.FaultExperiment;
import dev.songsong.scenario.FaultResult;
import dev.songsong.scenario.Measurement;
import dev.songsong.scenario.Scenario;
import dev.songsong.scenario.TrialSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Compares one problem's three modes; used by one thread. */
final class Comparer {
  private final Scenario scenario;
  private final ComparePlan plan;
  private final TrialRunner runner;
  private final Progress progress;
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<FaultExperiment> faults = new ArrayList<>();
  private final Map<Mode, String> failures = new EnumMap<>(Mode.class);
  private final long start = System.nanoTime();
  private int steps;
  private Duration measuring = Duration.ZERO;

  Comparer(Scenario scenario, ComparePlan plan, TrialRunner runner, Progress progress) {
    this.scenario = scenario;
    this.plan = plan;
    this.runner = runner;
    this.progress = progress;
  }

  /**
   * Runs until all is measured, the budget is spent or the runner is interrupted. The first round
   * and the first fault come before anything is repeated: ended early, the report still says most.
   */
  Comparison compare() throws IOException, InterruptedException {
    String prefix = "songsong-" + ProcessHandle.current().pid() + "-compare-";
    Path base = Files.createTempDirectory(prefix);
    boolean complete;
    try {
      warmUp(base);
      measureRound(base, 0);
      complete = provokeAll(base);
      measureMore(base);
    } finally {
      MoreFiles.deleteRecursively(base, RecursiveDeleteOption.ALLOW_INSECURE);
      progress.clear();
    }
    return new Comparison(
        scenario.name(),
        scenario.number(),
        scenario.unit(),
        measurements,
        faults,
        failures,
        complete && !runner.interrupted());
  }

  /** Not counted: it unpacks native libraries and fills the file cache for those that are. */
  private void warmUp(Path base) throws IOException, InterruptedException {
    step(Mode.THREADS, "warm-up");
    TrialSetup setup = setup(base, Mode.THREADS);
    run(setup, Optional.empty());
    remove(setup);
  }

  private void measureMore(Path base) throws IOException, InterruptedException {
    int round = 1;
    while (!runner.interrupted()
        && round < plan.mostRounds()
        && (round < plan.fewestRounds() || timeForOneMore(round))) {
      measureRound(base, round);
      round++;
    }
  }

  private boolean timeForOneMore(int rounds) {
    return elapsed().plus(measuring.dividedBy(rounds)).compareTo(plan.budget()) <= 0;
  }

  /** A B C, then C B A: a machine that slows down meanwhile slows all modes alike. */
  private void measureRound(Path base, int round) throws IOException, InterruptedException {
    Duration before = elapsed();
    List<Mode> order = round % 2 == 0 ? ComparePlan.MODES : ComparePlan.MODES.reversed();
    for (Mode mode : order) {
      if (!runner.interrupted() && !failures.containsKey(mode)) {
        measure(base, mode, round);
      }
    }
    measuring = measuring.plus(elapsed()).minus(before);
  }

  private void measure(Path base, Mode mode, int round) throws IOException, InterruptedException {
    step(mode, "run " + (round + 1));
    TrialSetup setup = setup(base, mode);
    TrialResult result = run(setup, Optional.empty());
    if (!runner.interrupted()) {
      switch (result) {
        case TrialResult.Measured(var work, var cpu, var peak) ->
            measurements.add(Measurement.of(mode, work, cpu, peak));
        case TrialResult.Died(var ended, var why) -> failures.put(mode, why);
        case TrialResult.Failed(var why) -> failures.put(mode, why);
        case TrialResult.Endured e -> failures.put(mode, "a fault's result instead of the work's");
      }
    }
    remove(setup);
  }

  /**
   * Returns false if a fault was left out: the first never is, others when half the time is gone.
   */
  private boolean provokeAll(Path base) throws IOException, InterruptedException {
    List<String> names = plan.faults(scenario);
    for (String fault : names) {
      if (!fault.equals(names.getFirst()) && elapsed().compareTo(plan.budget().dividedBy(2)) > 0) {
        return false;
      }
      for (Mode mode : ComparePlan.MODES) {
        if (!runner.interrupted() && !failures.containsKey(mode)) {
          provoke(base, mode, fault);
        }
      }
    }
    return true;
  }

  private void provoke(Path base, Mode mode, String fault)
      throws IOException, InterruptedException {
    step(mode, "fault " + fault);
    TrialSetup setup = setup(base, mode);
    TrialResult result = run(setup, Optional.of(fault));
    if (!runner.interrupted()) {
      switch (result) {
        case TrialResult.Endured(FaultResult endured) ->
            faults.add(new FaultExperiment(mode, endured, true));
        case TrialResult.Died(var ended, var why) -> addAutopsy(setup, fault, ended);
        case TrialResult.Failed(var why) -> failures.put(mode, why);
        case TrialResult.Measured m -> failures.put(mode, "the work's result instead of a fault's");
      }
    }
    remove(setup);
  }

  private void addAutopsy(TrialSetup setup, String fault, boolean ended) {
    try {
      FaultResult found = scenario.autopsy(setup, fault);
      faults.add(new FaultExperiment(setup.mode(), found, ended));
    } catch (Exception e) {
      failures.put(setup.mode(), "autopsy of " + fault + ": " + e);
    }
  }

  private TrialResult run(TrialSetup setup, Optional<String> fault)
      throws IOException, InterruptedException {
    Duration limit = fault.isPresent() ? plan.faultLimit() : plan.trialLimit();
    return runner.run(new TrialRequest(scenario.name(), setup, fault, limit));
  }

  private TrialSetup setup(Path base, Mode mode) throws IOException {
    Path own = Files.createDirectories(base.resolve(Integer.toString(steps)));
    return plan.setup(mode, own.resolve("work"));
  }

  private static void remove(TrialSetup setup) throws IOException {
    MoreFiles.deleteRecursively(
        setup.directory().getParent(), RecursiveDeleteOption.ALLOW_INSECURE);
  }

  private void step(Mode mode, String what) {
    // Rounds beyond the fewest come as the budget allows: the total grows with them.
    int certain = plan.fewestRounds() + plan.faults(scenario).size();
    int total = Math.max(1 + ComparePlan.MODES.size() * certain, steps + 1);
    progress.step(
        steps++,
        total,
        scenario.name() + ": " + mode.name().toLowerCase(Locale.ROOT) + ", " + what);
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
