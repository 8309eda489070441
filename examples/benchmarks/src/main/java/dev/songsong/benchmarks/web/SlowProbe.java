// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import dev.songsong.benchmarks.Effort;
import dev.songsong.benchmarks.Lines;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What slow clients do to the others: the same load without them and with them, in turn. */
final class SlowProbe {
  private static final int SLOW = 2_000;
  private static final double RATE = 1_000;
  private static final int TURNS = 5;
  private static final Duration SETTLING = Duration.ofSeconds(6);

  private SlowProbe() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Server server = Server.valueOf(args[0]);
    Effort effort = Effort.of(args);
    Cores.APART.takeLoadPlace();
    try (Serving serving = Serving.start(server, Cores.APART)) {
      switch (effort) {
        case CHECK -> AnswerCheck.print(serving.port(), Hello.PATH);
        case QUICK -> measure(serving.port(), 1, Duration.ofSeconds(1));
        case FULL -> measure(serving.port(), TURNS, Duration.ofSeconds(8));
      }
    }
  }

  private static void measure(int port, int turns, Duration time)
      throws IOException, InterruptedException {
    Wrk.kept(port, Hello.PATH, 5);
    var alone = new ArrayList<Double>();
    var beside = new ArrayList<Double>();
    long due = 0;
    long right = 0;
    try (var load = new OpenLoop(port, Hello.PATH, true)) {
      load.run(RATE, Duration.ofSeconds(1));
      for (int i = 0; i < turns; i++) {
        alone.add(p99(load.run(RATE, time)));
        try (var _ = SlowClients.start(port, SLOW)) {
          // That they come, and are sent what the kernel holds for each, is a load of its own.
          load.run(RATE, SETTLING);
          OpenLoop.Result result = load.run(RATE, time);
          beside.add(p99(result));
          due += result.due();
          right += result.right();
        }
      }
    }
    Lines.figure("ALONE", median(alone));
    Lines.figure("BESIDE", median(beside));
    Lines.figure("SLOWED", median(beside) / median(alone));
    Lines.figure("RIGHT", 100.0 * right / due);
  }

  private static double p99(OpenLoop.Result result) {
    return result.latency().getValueAtPercentile(99) / 1e6;
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }
}
