// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import dev.songsong.exec.Mode;
import dev.songsong.web.Limits;
import dev.songsong.web.Method;
import dev.songsong.web.Response;
import dev.songsong.web.Routes;
import dev.songsong.web.WebOptions;
import dev.songsong.web.WebServer;

/** Ours: in a mode, with so many processes and loops; the path chooses who runs the handler. */
final class SongsongServer {
  /** Where the event loop answers; at {@link Hello#PATH} it is a virtual thread. */
  static final String ON_LOOP = "/loop";

  private static final int MOST_CONNECTIONS = 20_000;

  private SongsongServer() {}

  public static void main(String[] args) throws Exception {
    var options =
        WebOptions.DEFAULT
            .withMode(Mode.valueOf(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]))
            .withAddress(Hello.anywhere())
            .withLimits(Limits.DEFAULT.withConnections(MOST_CONNECTIONS, MOST_CONNECTIONS));
    try (var server = WebServer.start(SongsongServer::configure, options)) {
      long workers = ProcessHandle.current().children().count();
      if (server.mode() != Mode.THREADS && workers < options.processes()) {
        throw new IllegalStateException(
            "workers: " + workers + " (expected: " + options.processes() + ")");
      }
      Hello.listening(server.address().getPort());
      Thread.currentThread().join();
    }
  }

  private static void configure(Routes routes) {
    byte[] body = Hello.bytes();
    routes
        .get(Hello.PATH, _ -> Response.bytes(Hello.TYPE, body))
        .nonBlocking(Method.GET, ON_LOOP, _ -> Response.bytes(Hello.TYPE, body));
  }
}
