// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.Dialogue.Reply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What holds in each mode. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ModesContract {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Small heaps and quick starts. */
  static final WebOptions SMALL =
      WebOptions.DEFAULT
          .withWorkerFlags("-Xmx96m", "-XX:TieredStopAtLevel=1")
          .withTimeouts(Timeouts.DEFAULT.withDrain(Duration.ofSeconds(5)));

  private WebServer server;

  abstract WebServer start(WebApp app) throws Exception;

  /** Whether there are worker processes. */
  abstract boolean processes();

  @BeforeAll
  void startOne() throws Exception {
    server = start(ContractApp::configure);
  }

  @AfterAll
  void closeIt() {
    server.close();
  }

  private Reply ask(String method, String path, String... headersAndBody) throws IOException {
    try (var dialogue = new Dialogue(server.address())) {
      dialogue.say(method + " " + path + " HTTP/1.1\r\nhost: test\r\n");
      dialogue.say(String.join("\r\n", headersAndBody));
      if (headersAndBody.length == 0) {
        dialogue.say("\r\n");
      }
      return dialogue.hear(method.equals("HEAD"));
    }
  }

  private Reply get(String path) throws IOException {
    return Dialogue.once(server.address(), path);
  }

  @Test
  void routes_find_their_handlers() throws Exception {
    assertThat(get("/hello/b%C3%A9o").text()).isEqualTo("hello béo");
    assertThat(get("/files/a/b/c.txt").text()).isEqualTo("a/b/c.txt");
    assertThat(get("/query?q=1&p=0&q=2").text()).isEqualTo("1,2");
    assertThat(get("/quick").text()).isEqualTo("quick");
    assertThat(get("/nowhere").status()).isEqualTo(404);
    Reply wrong = ask("DELETE", "/quick");
    assertThat(wrong.status()).isEqualTo(405);
    assertThat(wrong.headers().get("allow")).contains("GET", "HEAD");
    Reply head = ask("HEAD", "/quick");
    assertThat(head.headers()).containsEntry("content-length", "5");
  }

  @Test
  void bodies_come_whole_by_length_and_by_chunks() throws Exception {
    for (String path : new String[] {"/echo", "/echo-quick"}) {
      assertThat(ask("POST", path, "content-length: 5", "", "hello").text()).isEqualTo("hello");
      String chunks = "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";
      assertThat(ask("POST", path, "transfer-encoding: chunked", "", chunks).text())
          .isEqualTo("hello world");
    }
    Reply json =
        ask(
            "POST",
            "/json",
            "content-type: application/json",
            "content-length: 7",
            "",
            "{\"a\":1}");
    assertThat(json.text()).isEqualTo("{\"got\":{\"a\":1}}");
    assertThat(json.headers()).containsEntry("content-type", "application/json");
  }

  @Test
  void streams_come_whole() throws Exception {
    Reply reply = get("/stream");
    assertThat(reply.headers()).containsEntry("transfer-encoding", "chunked");
    assertThat(reply.body()).hasSize(ContractApp.PIECES * ContractApp.PIECE);
  }

  @Test
  void errors_are_problems_and_tell_no_secrets() throws Exception {
    Reply failed = get("/fails");
    assertThat(failed.status()).isEqualTo(500);
    assertThat(failed.headers()).containsEntry("content-type", "application/problem+json");
    assertThat(failed.text()).doesNotContain("secret");
    Reply meant = get("/teapot");
    assertThat(meant.status()).isEqualTo(418);
    assertThat(meant.text()).contains("pot: of tea (expected: of coffee)");
  }

  @Test
  void headers_go_both_ways() throws Exception {
    assertThat(ask("GET", "/header", "x-asked: this", "", "").text()).isEqualTo("this");
    Reply reply = get("/own-header");
    assertThat(reply.headers()).containsEntry("x-answered", "yes").containsKey("date");
  }

  @Test
  void connection_is_kept_for_many_requests_also_sent_at_once() throws Exception {
    try (var dialogue = new Dialogue(server.address())) {
      String pid = dialogue.get("/pid").text();
      for (int i = 0; i < 100; i++) {
        assertThat(dialogue.get("/pid").text()).isEqualTo(pid);
      }
      dialogue.say(
          "GET /hello/1 HTTP/1.1\r\nhost: t\r\n\r\nGET /quick HTTP/1.1\r\nhost: t\r\n\r\n");
      assertThat(dialogue.hear(false).text()).isEqualTo("hello 1");
      assertThat(dialogue.hear(false).text()).isEqualTo("quick");
    }
  }

  @Test
  void foreign_client_understands_it() throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      HttpResponse<String> reply =
          client.send(
              HttpRequest.newBuilder(server.uri().resolve("/echo"))
                  .POST(HttpRequest.BodyPublishers.ofString("xin chào"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(reply.body()).isEqualTo("xin chào");
    }
  }

  @Test
  void application_knows_its_replica_and_the_server_its_workers() throws Exception {
    if (!processes()) {
      assertThat(server.workers()).isEmpty();
      assertThat(get("/replica").text()).isEqualTo("0");
      assertThat(get("/pid").text()).isEqualTo(Long.toString(ProcessHandle.current().pid()));
      return;
    }
    assertThat(server.workers()).hasSize(2);
    var pids = new HashSet<String>();
    Await.until(
        "both workers to answer",
        PATIENCE,
        () -> {
          pids.add(get("/pid").text());
          return pids.size() == 2;
        });
    assertThat(pids)
        .containsExactlyInAnyOrderElementsOf(
            server.workers().stream()
                .map(Worker::pid)
                .map(OptionalLong::orElseThrow)
                .map(String::valueOf)
                .toList());
  }

  @Test
  void restart_replaces_workers_where_there_are_any() throws Exception {
    try (WebServer own = start(ContractApp::configure)) {
      if (processes()) {
        own.rollingRestart();
        assertThat(own.workers()).extracting(Worker::replica).containsExactly(3, 4);
        own.scale(1);
        assertThat(own.workers()).extracting(Worker::replica).containsExactly(3);
        assertThat(Dialogue.once(own.address(), "/replica").text()).isEqualTo("3");
      } else {
        assertThatThrownBy(own::rollingRestart)
            .isInstanceOf(UnsupportedOperationException.class)
            .hasMessage(
                "mode: THREADS (expected: PROCESSES or HYBRID). There is no worker process to"
                    + " restart: close this server and start another.");
        assertThatThrownBy(() -> own.scale(2)).isInstanceOf(UnsupportedOperationException.class);
      }
    }
  }

  @Test
  void close_answers_what_is_in_flight_and_ends_the_connections() throws Exception {
    WebServer own = start(ContractApp::configure);
    InetSocketAddress address = own.address();
    try (own;
        var busy = new Dialogue(address);
        var idle = new Dialogue(address)) {
      assertThat(idle.get("/quick").last()).isFalse();
      busy.get("/quick");
      busy.say("GET /slow HTTP/1.1\r\nhost: t\r\n\r\n");
      Await.until("the request to be there", PATIENCE, () -> inFlight(address));
      var closed = CompletableFuture.runAsync(own::close);
      Reply reply = busy.hear(false);
      assertThat(reply.text()).isEqualTo("slow");
      assertThat(reply.last()).isTrue();
      assertThat(busy.closedByServer()).isTrue();
      assertThat(idle.closedByServer()).isTrue();
      closed.get();
      own.close();
      assertThat(own.onEnd()).isCompleted();
    }
    try (var free = new ServerSocket(address.getPort(), 1, address.getAddress())) {
      assertThat(free.isBound()).isTrue();
    }
  }

  /** The request was sent before this one on another connection; so it is there when this is. */
  private static boolean inFlight(InetSocketAddress address) throws IOException {
    return Dialogue.once(address, "/hello/x").status() == 200;
  }

  @Test
  void application_that_cannot_be_configured_is_refused() {
    assertThatThrownBy(
            () -> {
              try (WebServer never =
                  start(_ -> {
                    throw new IOException("no database today");
                  })) {
                assertThat(never).isNull();
              }
            })
        .isInstanceOf(WebServerException.class)
        .hasMessageContaining("no database today");
  }
}
