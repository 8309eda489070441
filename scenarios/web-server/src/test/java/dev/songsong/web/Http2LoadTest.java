// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Many streams at once, by foreign clients. */
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(120)
class Http2LoadTest {
  private static final int CONNECTIONS = 10;
  private static final int STREAMS = 100;

  @TempDir static Path temp;

  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger handled = new AtomicInteger();
  private final CountDownLatch go = new CountDownLatch(1);

  private void app(Routes routes) {
    routes.get("/", _ -> Response.text("here"));
    routes.nonBlocking(Method.GET, "/loop", _ -> Response.text("here"));
    routes.get("/wait", this::await);
    routes.get("/large", _ -> Response.bytes("text/plain", new byte[100_000]));
    routes.get("/count", this::count);
  }

  private Response await(Request request) throws Exception {
    waiting.incrementAndGet();
    go.await();
    return Response.text("waited");
  }

  private Response count(Request request) {
    handled.incrementAndGet();
    return Response.bytes("text/plain", new byte[10_000]);
  }

  private static WebOptions options() {
    return WebOptions.DEFAULT.withThreads(1);
  }

  @Test
  @RequiresTool("h2load")
  void ten_thousand_requests_by_a_hundred_streams_are_answered() throws Exception {
    for (WebOptions options : List.of(options(), options().withTls(Certificates.in(temp).tls()))) {
      try (var server = WebServer.start(this::app, options)) {
        for (String path : List.of("/loop", "/")) {
          String output =
              Programs.run(
                  List.of("h2load", "-n", "10000", "-c", "2", "-m", "100", server.uri() + path));
          assertThat(output)
              .contains("10000 succeeded, 0 failed, 0 errored, 0 timeout")
              .contains("status codes: 10000 2xx");
        }
        String output =
            Programs.run(
                List.of("h2load", "-n", "1000", "-c", "2", "-m", "100", server.uri() + "/large"));
        assertThat(output).contains("1000 succeeded, 0 failed", "(100000000) data");
      }
    }
  }

  @Test
  @RequiresTool("curl")
  void curl_speaks_http_2_by_prior_knowledge_and_over_tls() throws Exception {
    try (var server = WebServer.start(this::app, options())) {
      assertThat(curl(server, List.of("--http2-prior-knowledge"))).isEqualTo("here 2");
      assertThat(curl(server, List.of("--http2"))).isEqualTo("here 1.1");
    }
    Certificates certificates = Certificates.in(temp);
    try (var server = WebServer.start(this::app, options().withTls(certificates.tls()))) {
      assertThat(curl(server, certificates.forCurl())).isEqualTo("here 2");
    }
  }

  private static String curl(WebServer server, List<String> more) throws Exception {
    var command = new ArrayList<String>(List.of("curl", "-sS", "-m", "20"));
    command.addAll(List.of("-w", " %{http_version}"));
    command.addAll(more);
    command.add(server.uri().toString());
    return Programs.run(command);
  }

  @Test
  void a_thousand_streams_at_once_are_all_answered() throws Exception {
    var clients = new ArrayList<FrameClient>();
    try (var server = WebServer.start(this::app, options())) {
      for (int i = 0; i < CONNECTIONS; i++) {
        FrameClient client = new FrameClient(server).start();
        clients.add(client);
        for (int n = 0; n < STREAMS; n++) {
          client.send(FrameClient.get(2 * n + 1, "/wait"));
        }
      }
      Await.until(
          "all streams", Duration.ofSeconds(30), () -> waiting.get() == CONNECTIONS * STREAMS);
      go.countDown();
      for (FrameClient client : clients) {
        for (int n = 0; n < STREAMS; n++) {
          client.await(FrameClient.Frame::ends);
        }
      }
    } finally {
      for (FrameClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  @RequiresTool("h2load")
  void a_client_killed_in_the_middle_leaves_nothing_behind() throws Exception {
    try (var server = WebServer.start(this::app, options())) {
      Process load =
          new ProcessBuilder(
                  "h2load", "-n", "10000000", "-c", "4", "-m", "100", server.uri() + "/count")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        Await.until("load", Duration.ofSeconds(20), () -> handled.get() > 2_000);
      } finally {
        load.destroyForcibly().waitFor();
      }
      try (var other = new FrameClient(server).start()) {
        other.send(FrameClient.get(1, "/"));
        assertThat(other.status(1)).isEqualTo("200");
      }
    }
  }
}
