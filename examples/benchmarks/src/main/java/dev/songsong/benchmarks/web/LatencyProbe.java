// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import dev.songsong.benchmarks.Effort;
import dev.songsong.benchmarks.Lines;
import java.io.IOException;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** Latency under a constant rate: that of a small service, and one near the most it can do. */
final class LatencyProbe {
  /** What the issue and the notes ask for. */
  private static final double USUAL_RATE = 1_000;

  private static final double OF_PEAK = 0.7;

  private LatencyProbe() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Server server = Server.valueOf(args[0]);
    Effort effort = Effort.of(args);
    Cores.APART.takeLoadPlace();
    try (Serving serving = Serving.start(server, Cores.APART)) {
      switch (effort) {
        case CHECK -> AnswerCheck.print(serving.port(), Hello.PATH);
        case QUICK ->
            measure(serving.port(), 2, Duration.ofMillis(1_500), Duration.ofMillis(1_500));
        case FULL -> measure(serving.port(), 5, Duration.ofSeconds(30), Duration.ofSeconds(15));
      }
    }
  }

  private static void measure(int port, int warmUp, Duration usual, Duration near)
      throws IOException, InterruptedException {
    Wrk.kept(port, Hello.PATH, warmUp);
    double peak = Wrk.kept(port, Hello.PATH, 1).perSecond();
    try (var load = new OpenLoop(port, Hello.PATH, false)) {
      // Warms the load up too.
      load.run(peak / 2, Duration.ofSeconds(1));
      print("", load.run(USUAL_RATE, usual));
      Lines.figure("PEAK_RATE", OF_PEAK * peak);
      print("PEAK_", load.run(OF_PEAK * peak, near));
    }
  }

  /** Under the names with this before them. */
  static void print(String prefix, OpenLoop.Result result) {
    Lines.figure(prefix + "P50", millis(result.latency(), 50));
    Lines.figure(prefix + "P99", millis(result.latency(), 99));
    Lines.figure(prefix + "P999", millis(result.latency(), 99.9));
    Lines.figure(prefix + "LATE", millis(result.lateness(), 99));
    Lines.figure(prefix + "RIGHT", 100.0 * result.right() / result.due());
  }

  private static double millis(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / 1e6;
  }
}
