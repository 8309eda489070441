// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import dev.songsong.exec.Mode;
import dev.songsong.web.Limits;
import dev.songsong.web.Method;
import dev.songsong.web.Request;
import dev.songsong.web.Response;
import dev.songsong.web.Routes;
import dev.songsong.web.WebOptions;
import dev.songsong.web.WebServer;
import java.io.IOException;
import java.io.OutputStream;

/** Ours: in a mode, with so many processes and loops; the path chooses who runs the handler. */
final class SongsongServer {
  /** Where the event loop answers; at {@link Hello#PATH} it is a virtual thread. */
  static final String ON_LOOP = "/loop";

  /** Takes a body, and keeps nothing of it. */
  static final String BODY = "/body";

  /** Far more than fits into the sockets on its way. */
  static final String LARGE = "/large";

  private static final int LARGE_BYTES = 8 << 20;

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

  private static Response swallow(Request request) throws IOException {
    request.body().stream().transferTo(OutputStream.nullOutputStream());
    return Response.of(204);
  }

  private static void configure(Routes routes) {
    byte[] body = Hello.bytes();
    byte[] large = new byte[LARGE_BYTES];
    routes
        .get(Hello.PATH, _ -> Response.bytes(Hello.TYPE, body))
        .nonBlocking(Method.GET, ON_LOOP, _ -> Response.bytes(Hello.TYPE, body))
        .get(LARGE, _ -> Response.bytes("application/octet-stream", large))
        .post(BODY, SongsongServer::swallow);
  }
}
