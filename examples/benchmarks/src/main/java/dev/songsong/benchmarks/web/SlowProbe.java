// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import com.google.common.math.Quantiles;
import dev.songsong.benchmarks.Effort;
import dev.songsong.benchmarks.Lines;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What slow clients do to the others: the same load without them and with them, in turn, and which
 * is first changes. In a full run it lasts beside them until each kind was sent away for being
 * slow. The server has some come, be sent away and leave before: what it does seldom is compiled
 * late.
 */
final class SlowProbe {
  private static final int SLOW = 2_000;
  private static final double RATE = 1_000;

  /** That they come, and are sent what the kernel holds for each, is a load of its own. */
  private static final Duration SETTLING = Duration.ofSeconds(6);

  /**
   * How a run is divided.
   *
   * @param warmUps how often slow clients come and stay for a while, first
   * @param warmUp for how long each time
   * @param turns how often each is measured
   * @param alone how long without slow clients
   * @param beside how long with them, when they have settled
   */
  private record Plan(int warmUps, Duration warmUp, int turns, Duration alone, Duration beside) {
    private static final Plan QUICK =
        new Plan(1, Duration.ofSeconds(1), 1, Duration.ofSeconds(1), Duration.ofSeconds(1));
    private static final Plan FULL =
        new Plan(6, Duration.ofSeconds(40), 4, Duration.ofSeconds(16), Duration.ofSeconds(16));
  }

  private final int port;
  private final Plan plan;
  private final List<Double> aloneP99 = new ArrayList<>();
  private final List<Double> besideP99 = new ArrayList<>();
  private long due;
  private long right;

  private SlowProbe(int port, Plan plan) {
    this.port = port;
    this.plan = plan;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Server server = Server.valueOf(args[0]);
    Effort effort = Effort.of(args);
    Cores.APART.takeLoadPlace();
    try (Serving serving = Serving.start(server, Cores.APART)) {
      switch (effort) {
        case CHECK -> AnswerCheck.print(serving.port(), Hello.PATH);
        case QUICK -> new SlowProbe(serving.port(), Plan.QUICK).measure();
        case FULL -> new SlowProbe(serving.port(), Plan.FULL).measure();
      }
    }
  }

  private void measure() throws IOException, InterruptedException {
    Wrk.kept(port, Hello.PATH, 5);
    try (var load = new OpenLoop(port, Hello.PATH, true)) {
      for (int i = 0; i < plan.warmUps(); i++) {
        try (var _ = SlowClients.start(port, SLOW)) {
          load.run(RATE, plan.warmUp());
        }
      }
      for (int i = 0; i < plan.turns(); i++) {
        if (i % 2 == 0) {
          measureAlone(load);
          measureBeside(load);
        } else {
          measureBeside(load);
          measureAlone(load);
        }
      }
    }
    Lines.figure("ALONE", median(aloneP99));
    Lines.figure("BESIDE", median(besideP99));
    Lines.figure("SLOWED", median(besideP99) / median(aloneP99));
    Lines.figure("RIGHT", 100.0 * right / due);
  }

  private void measureAlone(OpenLoop load) throws IOException {
    // Those before have left by then.
    load.run(RATE, Duration.ofSeconds(1));
    aloneP99.add(p99(load.run(RATE, plan.alone())));
  }

  private void measureBeside(OpenLoop load) throws IOException {
    try (var _ = SlowClients.start(port, SLOW)) {
      load.run(RATE, SETTLING);
      OpenLoop.Result result = load.run(RATE, plan.beside());
      besideP99.add(p99(result));
      due += result.due();
      right += result.right();
    }
  }

  private static double p99(OpenLoop.Result result) {
    return result.latency().getValueAtPercentile(99) / 1e6;
  }

  private static double median(List<Double> values) {
    return Quantiles.median().compute(values);
  }
}
