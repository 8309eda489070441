// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;

/** Helidon, a virtual thread a connection. */
final class HelidonServer {
  private HelidonServer() {}

  public static void main(String[] args) {
    byte[] body = Hello.bytes();
    WebServer server =
        WebServer.builder()
            .address(Hello.anywhere().getAddress())
            .port(0)
            .routing(routes ->
                routes.get(
                    Hello.PATH,
                    (_, answer) -> answer.header(HeaderNames.CONTENT_TYPE, Hello.TYPE).send(body)))
            .build()
            .start();
    Hello.listening(server.port());
  }
}
