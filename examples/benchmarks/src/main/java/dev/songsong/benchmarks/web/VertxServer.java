// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/** Vert.x, on one event loop. */
final class VertxServer {
  private static final CharSequence TYPE = HttpHeaders.createOptimized(Hello.TYPE);

  private final Buffer body = Buffer.buffer(Hello.bytes());
  private CharSequence date = HttpHeaders.createOptimized(Hello.date()); // the event loop's

  private VertxServer() {}

  public static void main(String[] args) throws Exception {
    var vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    var server = new VertxServer();
    HttpServer listening =
        vertx
            .createHttpServer(
                new HttpServerOptions().setHost(Hello.anywhere().getHostString()).setPort(0))
            .requestHandler(server::answer)
            .listen()
            .await();
    vertx.setPeriodic(1_000, _ -> server.date = HttpHeaders.createOptimized(Hello.date()));
    Hello.listening(listening.actualPort());
  }

  private void answer(HttpServerRequest request) {
    request
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, TYPE)
        .putHeader(HttpHeaders.DATE, date)
        .end(body);
  }
}
