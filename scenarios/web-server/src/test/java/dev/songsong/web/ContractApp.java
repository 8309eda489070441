// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What is asked of a server in each mode. */
final class ContractApp {
  static final int PIECES = 64;
  static final int PIECE = 16 << 10;

  private ContractApp() {}

  static void configure(Routes routes) {
    int replica = routes.replica();
    routes
        .get("/replica", _ -> Response.text(Integer.toString(replica)))
        .get("/pid", _ -> Response.text(Long.toString(ProcessHandle.current().pid())))
        .nonBlocking(Method.GET, "/quick", _ -> Response.text("quick"))
        .get("/hello/{name}", request -> Response.text("hello " + request.parameter("name")))
        .get("/files/{path*}", request -> Response.text(request.parameter("path")))
        .get("/query", request -> Response.text(String.join(",", request.queries("q"))))
        .get("/header", request -> Response.text(request.header("x-asked").orElse("none")))
        .get("/own-header", _ -> Response.of(204).withHeader("x-answered", "yes"))
        .post("/echo", request -> Response.bytes("text/plain", request.body().bytes()))
        .nonBlocking(
            Method.POST,
            "/echo-quick",
            request -> Response.bytes("text/plain", request.body().bytes()))
        .post("/json", request -> Response.json(Map.of("got", request.body().json(Map.class))))
        .get(
            "/stream",
            _ ->
                Response.stream(
                    "text/plain",
                    out -> {
                      for (int i = 0; i < PIECES; i++) {
                        out.write("x".repeat(PIECE).getBytes(StandardCharsets.US_ASCII));
                      }
                    }))
        .get(
            "/fails",
            _ -> {
              throw new IllegalStateException("a secret of the server");
            })
        .get(
            "/teapot",
            _ -> {
              throw HttpException.of(418, "pot: of tea (expected: of coffee)");
            })
        .get(
            "/slow",
            _ -> {
              TimeUnit.SECONDS.sleep(2);
              return Response.text("slow");
            });
  }
}
