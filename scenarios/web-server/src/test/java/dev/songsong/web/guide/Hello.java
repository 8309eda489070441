// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.guide;

import dev.songsong.web.Method;
import dev.songsong.web.Request;
import dev.songsong.web.Response;
import dev.songsong.web.WebApp;
import dev.songsong.web.WebOptions;
import dev.songsong.web.WebServer;

/** The program of the README and of the site. */
// START SNIPPET: hello
public final class Hello {
  static Response hello(Request request) {
    return Response.text("Xin chào " + request.parameter("name"));
  }

  public static void main(String[] args) throws Exception {
    WebApp app =
        routes -> {
          routes.get("/hello/{name}", Hello::hello);
          routes.nonBlocking(Method.GET, "/ping", _ -> Response.text("pong"));
        };
    var options = WebOptions.DEFAULT.withProcesses(2); // or withThreads(2), or withHybrid(2, 2)
    try (var server = WebServer.start(app, options)) {
      System.out.println(server.uri()); // a free port, unless withAddress names one
      server.rollingRestart(); // workers are replaced, and no request fails
      server.onEnd().join(); // until Ctrl-C
    }
  }
}
// END SNIPPET: hello
