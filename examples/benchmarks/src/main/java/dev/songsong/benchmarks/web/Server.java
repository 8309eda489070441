// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import dev.songsong.process.Command;
import dev.songsong.process.JvmCommand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is measured; ours in each of its modes. */
enum Server {
  NGINX(null),
  NETTY(NettyServer.class),
  VERTX(VertxServer.class),
  HELIDON(HelidonServer.class),
  JETTY(JettyServer.class),
  JDK(JdkServer.class),
  /** Ours. */
  THREADS(SongsongServer.class),
  PROCESSES(SongsongServer.class),
  HYBRID(SongsongServer.class);

  /** What all in Java are started with; the heap is more than any of them needs. */
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms256m",
          "-Xmx256m",
          "-XX:+AlwaysPreTouch",
          "-Dsun.net.httpserver.nodelay=true");

  private static final int WORKERS = 2;

  private final @Nullable Class<?> main;

  Server(@Nullable Class<?> main) {
    this.main = main;
  }

  /** Whether the path says who runs the handler. */
  boolean ours() {
    return main == SongsongServer.class;
  }

  /** The program, for so many cores; nginx takes its port from its configuration. */
  Command command(int cores) {
    Class<?> program = main;
    if (program == null) {
      throw new IllegalStateException("server: " + this + " (expected: one in Java)");
    }
    var flags = new ArrayList<>(FLAGS);
    flags.add("-XX:ActiveProcessorCount=" + cores);
    return JvmCommand.of(flags, program, arguments(cores));
  }

  private String[] arguments(int cores) {
    return switch (this) {
      case THREADS -> arguments(1, cores);
      case PROCESSES -> arguments(WORKERS, 1);
      case HYBRID -> arguments(WORKERS, WORKERS);
      case NGINX, NETTY, VERTX, HELIDON, JETTY, JDK -> new String[0];
    };
  }

  private String[] arguments(int processes, int threads) {
    return new String[] {name(), Integer.toString(processes), Integer.toString(threads)};
  }
}
