// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.RawConnection.latin1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server of any GET, PUT and POST that counts what came as far as a handler; one for all tests of
 * a class.
 */
final class CountingServer implements BeforeAllCallback, AfterAllCallback {
  static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n";

  /** The largest body it takes. */
  static final long MOST = 1 << 20;

  private final AtomicInteger handled = new AtomicInteger(); // by handlers of any thread
  private WebServer server; // set before the first test

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    server =
        WebServer.start(
            this::routes, WebOptions.DEFAULT.withLimits(Limits.DEFAULT.withBodyBytes(MOST)));
  }

  private void routes(Routes routes) {
    routes
        .nonBlocking(Method.GET, "/{rest*}", _ -> counted())
        .nonBlocking(Method.PUT, "/{rest*}", _ -> counted())
        .post(
            "/{rest*}",
            request -> {
              request.body().bytes();
              return counted();
            });
  }

  private Response counted() {
    handled.incrementAndGet();
    return Response.text("handled");
  }

  RawConnection connect() throws IOException {
    return RawConnection.to(server);
  }

  int handled() {
    return handled.get();
  }

  /** It is answered with a problem, the connection closed, and what follows it never handled. */
  void refuses(WireCases.Case it) throws IOException {
    int before = handled();
    try (var client = connect()) {
      it.sendTo(client);
      client.sendOneByOne(latin1(SMUGGLED));
      RawConnection.Reply reply = client.reply();
      assertThat(reply.status()).as(reply.text()).isEqualTo(it.status());
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
      assertThat(reply.text()).contains("(expected: ");
      assertThat(client.ends()).isTrue();
    }
    assertThat(handled()).isEqualTo(before);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    server.close();
  }
}
