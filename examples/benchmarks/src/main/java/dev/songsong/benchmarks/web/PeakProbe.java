// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import dev.songsong.benchmarks.Effort;
import dev.songsong.benchmarks.Lines;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The most requests a second that a server answers on one core. */
final class PeakProbe {
  private PeakProbe() {}

  /** What is measured of a server: who answers, and under which figures it is printed. */
  private record Part(String path, List<String> figures) {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Server server = Server.valueOf(args[0]);
    Effort effort = Effort.of(args);
    Cores.APART.takeLoadPlace();
    for (Part part : parts(server)) {
      try (Serving serving = Serving.start(server, Cores.APART)) {
        measure(server, serving, part, effort);
      }
    }
  }

  /** Ours by the loop and by a virtual thread, each in a process of its own. */
  private static List<Part> parts(Server server) {
    return switch (server) {
      case THREADS, PROCESSES, HYBRID ->
          List.of(
              new Part(SongsongServer.ON_LOOP, List.of("LOOP")),
              new Part(Hello.PATH, List.of("VIRTUAL")));
      case NETTY, VERTX -> List.of(new Part(Hello.PATH, List.of("LOOP")));
      case NGINX, HELIDON, JETTY, JDK -> List.of(new Part(Hello.PATH, List.of("LOOP", "VIRTUAL")));
    };
  }

  private static void measure(Server server, Serving serving, Part part, Effort effort)
      throws IOException, InterruptedException {
    if (effort == Effort.CHECK) {
      AnswerCheck.print(serving.port(), part.path());
      return;
    }
    // The way of a new connection is warm only after tens of thousands of them.
    int warmUp = effort == Effort.FULL ? 5 : 2;
    int window = effort == Effort.FULL ? 2 : 1;
    Wrk.kept(serving.port(), part.path(), warmUp);
    Duration before = serving.cpuTime();
    Wrk.Answered kept = Wrk.kept(serving.port(), part.path(), window);
    Duration spent = serving.cpuTime().minus(before);
    for (String figure : part.figures()) {
      Lines.figure(figure, kept.perSecond());
      Lines.figure(figure + "_CPU", spent.toNanos() / 1e3 / kept.requests());
    }
    if (server != Server.JDK) {
      // The JDK's doesn't say that it closes, which clients count as broken connections.
      Wrk.ofTen(serving.port(), part.path(), warmUp);
      double ofTen = Wrk.ofTen(serving.port(), part.path(), window).perSecond();
      part.figures().forEach(figure -> Lines.figure(figure + "_TEN", ofTen));
    }
  }
}
