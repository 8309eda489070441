// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import dev.songsong.benchmarks.Effort;
import dev.songsong.benchmarks.Lines;
import java.io.IOException;
import java.time.Duration;

/** Servers and load on the same cores, as in a small container; ours in one mode a figure. */
final class SharedProbe {
  private static final double RATE = 1_000;

  private SharedProbe() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Effort effort = Effort.of(args);
    for (int i = 0; i < args.length - 1; i++) {
      // A peer's one measurement stands beside each of our modes.
      String[] figures = args[i].split("=");
      measure(Server.valueOf(figures[0]), figures[1].split(","), effort);
    }
  }

  private static void measure(Server server, String[] figures, Effort effort)
      throws IOException, InterruptedException {
    try (Serving serving = Serving.start(server, Cores.SHARED)) {
      if (effort == Effort.CHECK) {
        AnswerCheck.print(serving.port(), Hello.PATH);
        return;
      }
      Wrk.kept(serving.port(), Hello.PATH, 4);
      double peak = Wrk.kept(serving.port(), Hello.PATH, 3).perSecond();
      try (var load = new OpenLoop(serving.port(), Hello.PATH, true)) {
        load.run(RATE, Duration.ofSeconds(2));
        OpenLoop.Result result = load.run(RATE, Duration.ofSeconds(10));
        for (String figure : figures) {
          Lines.figure(figure, peak);
          Lines.figure(figure + "_P99", result.latency().getValueAtPercentile(99) / 1e6);
        }
      }
    }
  }
}
