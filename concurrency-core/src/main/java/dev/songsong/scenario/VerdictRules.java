// SPDX-License-Identifier: Apache-2.0
package dev.songsong.scenario;

import dev.songsong.exec.Mode;
import dev.songsong.scenario.Verdict.Choice;
import dev.songsong.scenario.Verdict.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The rules, in the order of their weight: right answers, faults, speed, simplicity. */
final class VerdictRules {
  /** Threads lost at least this share of the good items: the fault decides. */
  private static final double COSTLY_LOSS = 0.1;

  /** A single run may be an accident, and nothing would tell. */
  private static final int RUNS_THAT_SHOW_NOISE = 2;

  private static final List<Mode> SIMPLEST_FIRST =
      List.of(Mode.THREADS, Mode.PROCESSES, Mode.HYBRID);

  private final Comparison comparison;
  private final Band band;
  private final List<Mode> modes;
  private final List<Reason> reasons = new ArrayList<>();
  private final List<Reason> changes = new ArrayList<>();

  VerdictRules(Comparison comparison) {
    this.comparison = comparison;
    this.band = comparison.band();
    this.modes =
        SIMPLEST_FIRST.stream()
            .filter(mode -> comparison.in(mode).size() >= RUNS_THAT_SHOW_NOISE)
            .toList();
  }

  Verdict judge() {
    if (!comparison.digestsEqual()) {
      reasons.add(Reason.of("verdict.digests"));
      return new Verdict(Choice.FAILED, reasons, changes);
    }
    comparison.failures().keySet().stream()
        .sorted()
        .forEach(mode -> reasons.add(Reason.of("verdict.mode-failed", mode)));
    if (!modes.contains(Mode.THREADS) || modes.size() < 2) {
      reasons.add(Reason.of("verdict.too-little"));
      addIncomplete();
      return new Verdict(Choice.UNDECIDED, reasons, changes);
    }
    Choice choice = byFault().orElseGet(this::bySpeed);
    addIncomplete();
    return new Verdict(choice, reasons, changes);
  }

  private Optional<Choice> byFault() {
    Optional<FaultExperiment> worst =
        comparison.faults().stream()
            .filter(e -> e.mode() == Mode.THREADS && costly(e))
            .max(Comparator.comparingDouble(FaultExperiment::loss));
    List<Mode> safe = modes.stream().filter(mode -> mode.usesProcesses() && safe(mode)).toList();
    if (worst.isEmpty() || safe.isEmpty()) {
      return Optional.empty();
    }
    Mode chosen = simplestOfTheFastest(safe);
    explainFault(worst.get(), chosen);
    double price = ratio(Mode.THREADS, chosen);
    reasons.add(
        band.contains(price)
            ? Reason.of("verdict.price-none", chosen, band.high())
            : Reason.of(
                price > 1 ? "verdict.price" : "verdict.bonus",
                chosen,
                price > 1 ? price : 1 / price));
    changes.add(
        price < 1 && !band.contains(price)
            ? Reason.of("change.trusted-slower", Mode.THREADS)
            : Reason.of("change.trusted", Mode.THREADS));
    addHardware();
    return Optional.of(choiceOf(chosen));
  }

  private void explainFault(FaultExperiment threads, Mode chosen) {
    FaultResult lost = threads.result();
    reasons.add(
        Reason.of(
            threads.survived() ? "verdict.fault-loss" : "verdict.fault-death",
            lost.fault(),
            lost.lost(),
            lost.done() + lost.lost(),
            comparison.unit()));
    experiment(chosen, lost.fault())
        .ifPresent(kept ->
            reasons.add(
                Reason.of(
                    "verdict.fault-kept",
                    chosen,
                    kept.result().done(),
                    kept.result().done() + kept.result().lost(),
                    comparison.unit())));
  }

  private Choice bySpeed() {
    Mode fastest = fastestOf(modes);
    Mode chosen = simplestOfTheFastest(modes);
    boolean tied = within(Mode.THREADS, fastest) && within(Mode.PROCESSES, fastest);
    if (tied) {
      reasons.add(Reason.of("verdict.tie", band.low(), band.high()));
      addMemory();
      changes.add(Reason.of("change.noise"));
    } else {
      Mode next =
          modes.stream()
              .filter(mode -> mode != chosen && !within(mode, fastest))
              .max(Comparator.comparingDouble(this::speed))
              .orElse(Mode.THREADS);
      reasons.add(
          Reason.of("verdict.faster", chosen, ratio(chosen, next), next, band.low(), band.high()));
      if (chosen != fastest) {
        reasons.add(Reason.of("verdict.simpler", chosen, fastest));
      }
      if (chosen == Mode.THREADS) {
        addMemory();
      }
    }
    if (!chosen.usesProcesses()) {
      changes.add(Reason.of("change.risk", Mode.PROCESSES));
    }
    addHardware();
    return tied ? Choice.NO_DIFFERENCE : choiceOf(chosen);
  }

  private void addMemory() {
    double threads = peak(Mode.THREADS);
    double processes = modes.contains(Mode.PROCESSES) ? peak(Mode.PROCESSES) : 0;
    if (threads > 0 && processes > threads) {
      reasons.add(Reason.of("verdict.memory", Mode.PROCESSES, processes / threads, Mode.THREADS));
    }
  }

  private void addIncomplete() {
    if (!comparison.complete()) {
      reasons.add(Reason.of("verdict.incomplete"));
    }
  }

  private void addHardware() {
    changes.add(Reason.of("change.machine"));
  }

  private boolean costly(FaultExperiment experiment) {
    return experiment.loss() >= COSTLY_LOSS;
  }

  private boolean safe(Mode mode) {
    List<FaultExperiment> own = comparison.faults().stream().filter(e -> e.mode() == mode).toList();
    return !own.isEmpty() && own.stream().allMatch(e -> e.survived() && !costly(e));
  }

  private Optional<FaultExperiment> experiment(Mode mode, String fault) {
    return comparison.faults().stream()
        .filter(e -> e.mode() == mode && e.result().fault().equals(fault))
        .findFirst();
  }

  private Mode fastestOf(List<Mode> among) {
    return among.stream().max(Comparator.comparingDouble(this::speed)).orElseThrow();
  }

  private Mode simplestOfTheFastest(List<Mode> among) {
    Mode fastest = fastestOf(among);
    return among.stream().filter(mode -> within(mode, fastest)).findFirst().orElse(fastest);
  }

  private boolean within(Mode mode, Mode fastest) {
    return modes.contains(mode) && band.contains(ratio(fastest, mode));
  }

  private double ratio(Mode one, Mode other) {
    return speed(one) / speed(other);
  }

  private double speed(Mode mode) {
    return comparison.median(mode, Measurement::throughput);
  }

  private double peak(Mode mode) {
    return comparison.median(mode, m -> m.peakBytes().orElse(0));
  }

  private static Choice choiceOf(Mode mode) {
    return switch (mode) {
      case THREADS, VIRTUAL_THREADS -> Choice.THREADS;
      case PROCESSES -> Choice.PROCESSES;
      case HYBRID -> Choice.BOTH;
    };
  }
}
