// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's client asks over one connection of HTTP/2, whose worker is replaced meanwhile. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class Http2RestartTest {
  private final Set<String> workers = ConcurrentHashMap.newKeySet();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();
  private volatile boolean done;

  @Test
  void no_request_fails_while_workers_are_replaced(@TempDir Path temp) throws Exception {
    Certificates certificates = Certificates.in(temp);
    try (var server =
            WebServer.start(
                ContractApp::configure,
                ModesContract.SMALL.withProcesses(2).withTls(certificates.tls()));
        HttpClient client = HttpClient.newBuilder().sslContext(certificates.trusting()).build()) {
      // The first connection is there before many ask, and is theirs too.
      ask(client, server, "/pid");
      List<Thread> clients = new ArrayList<>();
      for (String path : List.of("/pid", "/pid", "/slow", "/stream")) {
        clients.add(Thread.ofVirtual().start(() -> askOn(client, server, path)));
      }
      server.rollingRestart();
      done = true;
      for (Thread one : clients) {
        one.join();
      }
      System.out.printf(
          "HTTP/2 over a rolling restart: %d answered by %d workers, %d failed%n",
          answered.get(), workers.size(), failures.size());
      assertThat(failures).isEmpty();
      assertThat(workers).hasSizeGreaterThan(1);
      assertThat(answered).hasValueGreaterThan(clients.size());
    }
  }

  private void askOn(HttpClient client, WebServer server, String path) {
    while (!done && failures.isEmpty()) {
      try {
        ask(client, server, path);
      } catch (Exception e) {
        failures.add(path + ": " + e);
      }
    }
  }

  private void ask(HttpClient client, WebServer server, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.uri() + path))
            .timeout(Duration.ofSeconds(30))
            .build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    answered.incrementAndGet();
    if (path.equals("/pid")) {
      workers.add(answer.body());
    }
    if (answer.statusCode() != 200 || answer.version() != HttpClient.Version.HTTP_2) {
      failures.add(path + ": " + answer);
    }
  }
}
