// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import dev.songsong.benchmarks.Contest;
import dev.songsong.benchmarks.Figure;
import dev.songsong.benchmarks.Program;
import dev.songsong.benchmarks.Suite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Who is measured beside whom, and what we want to reach. */
public final class WebSuites {
  private static final String OURS = "songsong";
  private static final String NGINX = "nginx";
  private static final String NETTY = "Netty alone";
  private static final String VERTX = "Vert.x";
  private static final String HELIDON = "Helidon";
  private static final String JETTY = "Jetty";
  private static final String JDK = "JDK HttpServer";
  private static final Map<String, String> ANSWERS =
      Map.of(
          "status",
          "200",
          "body",
          Long.toString(AnswerCheck.crc(Hello.TEXT)),
          "type",
          Long.toString(AnswerCheck.crc(Hello.TYPE)),
          "date",
          "1");

  private WebSuites() {}

  /** The whole, {@code web}, and its parts. */
  public static List<Suite> all() {
    List<Suite> parts =
        List.of(
            new Suite("web-peak", "most requests a second", List.of(peak())),
            new Suite(
                "web-latency",
                "latency at a constant rate",
                List.of(
                    latency(Server.THREADS, 1),
                    latency(Server.PROCESSES, 0),
                    latency(Server.HYBRID, 0))),
            new Suite("web-modes", "the three modes on all cores", List.of(modes())),
            new Suite("web-idle", "connections that say nothing", List.of(idle())),
            new Suite(
                "web-slow",
                "clients that are slow on purpose",
                List.of(
                    slow(Server.THREADS, 1), slow(Server.PROCESSES, 0), slow(Server.HYBRID, 0))));
    List<Contest> contests = parts.stream().flatMap(part -> part.contests().stream()).toList();
    var suites = new ArrayList<Suite>();
    suites.add(new Suite("web", "the web server", contests));
    suites.addAll(parts);
    return List.copyOf(suites);
  }

  private static Contest peak() {
    return new Contest(
            "Web server, peak on one core",
            ours(PeakProbe.class, Server.THREADS),
            List.of(
                Program.java(NGINX, PeakProbe.class, Server.NGINX.name()),
                inFull(NETTY, Server.NETTY),
                inFull(VERTX, Server.VERTX),
                inFull(HELIDON, Server.HELIDON),
                inFull(JETTY, Server.JETTY),
                inFull(JDK, Server.JDK)),
            List.of(
                Figure.rate("LOOP", "answered by the event loop", "req/s")
                    .withBarBeside(NGINX, 0.9)
                    .withBarBeside(VERTX, 1)
                    .withBarBeside(HELIDON, 1)
                    .withBarBeside(JETTY, 1)
                    .withBarBeside(JDK, 1),
                Figure.rate("VIRTUAL", "answered by a virtual thread", "req/s")
                    .withBarBeside(NGINX, 0.6)
                    .withBarBeside(HELIDON, 1)
                    .withBarBeside(JETTY, 1)
                    .withBarBeside(JDK, 1),
                Figure.time("LOOP_CPU", "event loop, processor time a request", "µs"),
                Figure.time("VIRTUAL_CPU", "virtual thread, processor time a request", "µs"),
                Figure.rate("LOOP_TEN", "loop, 10 requests a connection", "req/s")
                    .withBarBeside(NGINX, 0.5),
                Figure.rate("VIRTUAL_TEN", "virtual thread, 10 requests a connection", "req/s")
                    .withBarBeside(NGINX, 0.5)),
            ANSWERS)
        .withRounds(1, 4);
  }

  private static Program inFull(String name, Server server) {
    return Program.java(name, PeakProbe.class, server.name()).notInQuick();
  }

  private static Program ours(Class<?> probe, Server server) {
    return Program.java(OURS, probe, server.name());
  }

  private static Contest modes() {
    return new Contest(
            "Web server, three modes, all cores shared with the load",
            Program.java(
                OURS, SharedProbe.class, "THREADS=THREADS", "PROCESSES=PROCESSES", "HYBRID=HYBRID"),
            List.of(Program.java(NGINX, SharedProbe.class, "NGINX=THREADS,PROCESSES,HYBRID")),
            List.of(
                Figure.rate("THREADS", "threads, peak", "req/s"),
                Figure.rate("PROCESSES", "processes, peak", "req/s"),
                Figure.rate("HYBRID", "hybrid, peak", "req/s"),
                Figure.time("THREADS_P99", "threads, 1,000 req/s, p99", "ms"),
                Figure.time("PROCESSES_P99", "processes, 1,000 req/s, p99", "ms"),
                Figure.time("HYBRID_P99", "hybrid, 1,000 req/s, p99", "ms")),
            ANSWERS)
        .withRounds(0, 2);
  }

  /** By one mode; it has one core, so that more processes can only lose. */
  private static Contest latency(Server mode, int quickRounds) {
    return new Contest(
            "Web server, " + inTitle(mode) + ", one core, open loop",
            ours(LatencyProbe.class, mode),
            List.of(Program.java(NGINX, LatencyProbe.class, Server.NGINX.name())),
            List.of(
                Figure.time("P50", "1,000 req/s, p50", "ms"),
                Figure.time("P99", "1,000 req/s, p99", "ms").withBar(5),
                Figure.time("P999", "1,000 req/s, p99.9", "ms").withBarBeside(NGINX, 0.5),
                Figure.rate("RIGHT", "1,000 req/s, answered and right", "%").withBar(100),
                Figure.time("LATE", "1,000 req/s, the load's own lateness, p99", "ms"),
                Figure.rate("PEAK_RATE", "70 % of the own peak", "req/s"),
                Figure.time("PEAK_P50", "70 % of peak, p50", "ms"),
                Figure.time("PEAK_P99", "70 % of peak, p99", "ms"),
                Figure.time("PEAK_P999", "70 % of peak, p99.9", "ms"),
                Figure.rate("PEAK_RIGHT", "70 % of peak, answered and right", "%").withBar(100),
                Figure.time("PEAK_LATE", "70 % of peak, the load's own lateness, p99", "ms")),
            ANSWERS)
        .withRounds(quickRounds, 1);
  }

  private static Contest idle() {
    return new Contest(
            "Web server, 10,000 idle connections",
            ours(IdleProbe.class, Server.THREADS),
            List.of(
                Program.java(NGINX, IdleProbe.class, Server.NGINX.name()),
                Program.java(VERTX, IdleProbe.class, Server.VERTX.name()),
                Program.java(HELIDON, IdleProbe.class, Server.HELIDON.name())),
            List.of(
                Figure.time("EACH", "memory a connection", "KiB"),
                Figure.time("DESCRIPTORS", "descriptors after they left, of before", "").withBar(1),
                Figure.time("RUNNING", "threads after they left, of before", "").withBar(1),
                Figure.time("HEAP", "live heap after they left, of before", "").withBar(1.02)),
            ANSWERS)
        .withRounds(0, 2);
  }

  private static Contest slow(Server mode, int quickRounds) {
    return new Contest(
            "Web server, "
                + inTitle(mode)
                + ", 2,000 slow clients: by head, by body, by not reading",
            ours(SlowProbe.class, mode),
            List.of(),
            List.of(
                Figure.time("ALONE", "1,000 req/s without them, p99", "ms"),
                Figure.time("BESIDE", "1,000 req/s beside them, p99", "ms"),
                Figure.time("SLOWED", "p99 beside them, of without", "").withBar(1.5),
                Figure.rate("RIGHT", "beside them, answered and right", "%").withBar(100)),
            ANSWERS)
        .withRounds(quickRounds, 1)
        .withLimit(Duration.ofMinutes(10));
  }

  private static String inTitle(Server mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
