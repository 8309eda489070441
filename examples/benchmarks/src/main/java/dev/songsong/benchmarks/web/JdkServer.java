// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.util.concurrent.Executors;

/** The JDK's own server, a virtual thread a request. */
final class JdkServer {
  private static final int BACKLOG = 1024;

  private JdkServer() {}

  public static void main(String[] args) throws IOException {
    var server = HttpServer.create(Hello.anywhere(), BACKLOG);
    byte[] body = Hello.bytes();
    server.createContext(Hello.PATH, exchange -> answer(exchange, body));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    Hello.listening(server.getAddress().getPort());
  }

  private static void answer(HttpExchange exchange, byte[] body) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", Hello.TYPE);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
