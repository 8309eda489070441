// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.Mode;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The processes of a fleet, played by engines of this JVM and by sockets that misbehave. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
final class FleetTest {
  private static final WebOptions OPTIONS =
      WebOptions.DEFAULT
          .withProcesses(2)
          .withManagement(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  /** Whoever is in the list serves. */
  private record Listed(List<Member> members) implements Fleet {
    @Override
    public Mode mode() {
      return Mode.PROCESSES;
    }

    @Override
    public int wanted() {
      return 2;
    }

    @Override
    public boolean draining() {
      return false;
    }
  }

  /** What a worker process is to its parent. */
  private record Worker(Engine engine, InetSocketAddress address, MetricsSocket told)
      implements AutoCloseable {
    @Override
    public void close() {
      told.close();
      engine.close();
    }
  }

  @TempDir private Path directory;
  private final List<Fleet.Member> members = new ArrayList<>();

  private Worker worker(int replica, boolean healthy) throws Exception {
    WebApp app =
        routes -> routes.get("/", _ -> Response.text("hello")).health("database", () -> healthy);
    Engine engine = Engine.start(app, OPTIONS, replica, Transport.best());
    Path socket = MetricsSocket.path(directory, replica);
    members.add(new SocketMember(Integer.toString(replica), socket));
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new Worker(engine, engine.bind(any, false), MetricsSocket.start(engine, socket));
  }

  /** A process that was stopped: the kernel takes the connection, nobody answers. */
  private ServerSocketChannel stopped(String name) throws IOException {
    Path socket = directory.resolve(name);
    members.add(new SocketMember(name, socket));
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(socket));
  }

  private Management management() throws Exception {
    return Management.start(OPTIONS, new Listed(members)).orElseThrow();
  }

  @Test
  void metrics_of_all_workers_come_as_one_text_and_say_whose_they_are() throws Exception {
    try (var first = worker(1, true);
        var second = worker(2, true);
        var management = management()) {
      Wire.get(first.address(), "/");
      Wire.get(second.address(), "/");
      Wire.get(second.address(), "/");

      HttpResponse<String> answer = Wire.get(management.address(), "/metrics");
      Map<String, Double> series = PrometheusGrammar.parse(answer.body());

      assertThat(answer.headers().firstValue("content-type"))
          .hasValue("text/plain; version=0.0.4; charset=utf-8");
      String count =
          "http_server_requests_seconds_count"
              + "{worker=\"%d\",method=\"GET\",outcome=\"SUCCESS\",status=\"200\",uri=\"/\"}";
      assertThat(series)
          .containsEntry(count.formatted(1), 1.0)
          .containsEntry(count.formatted(2), 2.0)
          .containsEntry("http_server_worker_answered{worker=\"1\"}", 1.0)
          .containsEntry("http_server_workers{worker=\"parent\"}", 2.0)
          .containsEntry("http_server_workers_wanted{worker=\"parent\"}", 2.0)
          .containsKey("jvm_threads_live_threads{worker=\"parent\"}")
          .containsKey("jvm_threads_live_threads{worker=\"2\"}");
    }
  }

  @Test
  void workers_that_are_dead_stopped_or_mad_neither_hold_up_nor_spoil_what_others_say()
      throws Exception {
    members.add(new SocketMember("dead", directory.resolve("nobody")));
    Thread talker;
    try (var good = worker(1, true);
        var stopped = stopped("stopped");
        var mad = stopped("mad");
        var management = management()) {
      assertThat(stopped.isOpen()).isTrue();
      talker = Thread.ofVirtual().start(() -> talk(mad));
      Wire.get(good.address(), "/");
      long begun = System.nanoTime();

      Map<String, Double> series =
          PrometheusGrammar.parse(Wire.get(management.address(), "/metrics").body());
      HttpResponse<String> ready = Wire.get(management.address(), "/ready");

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
      assertThat(series)
          .containsEntry("http_server_worker_answered{worker=\"1\"}", 1.0)
          .containsEntry("http_server_worker_answered{worker=\"dead\"}", 0.0)
          .containsEntry("http_server_worker_answered{worker=\"stopped\"}", 0.0)
          .containsEntry("http_server_worker_answered{worker=\"mad\"}", 0.0);
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.body())
          .contains("\"1\":{\"status\":\"up\"", "\"stopped\":{\"status\":\"silent\"}");
    }
    talker.join();
  }

  /** Answers nonsense that never ends, to whoever comes, until closed. */
  private static void talk(ServerSocketChannel mad) {
    ByteBuffer nonsense = ByteBuffer.allocate(64 << 10);
    while (mad.isOpen()) {
      try (SocketChannel client = mad.accept()) {
        while (client.isOpen()) {
          client.write(nonsense.clear());
        }
      } catch (IOException e) {
        // The client had enough, or the test is over.
      }
    }
  }

  @Test
  void no_answer_from_any_worker_is_not_ready() throws Exception {
    try (var stopped = stopped("1");
        var management = management()) {
      HttpResponse<String> ready = Wire.get(management.address(), "/ready");

      assertThat(stopped.isOpen()).isTrue();
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("\"reason\":\"no worker answers\"");
      assertThat(Wire.get(management.address(), "/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void one_worker_whose_check_fails_makes_all_not_ready() throws Exception {
    try (var good = worker(1, true);
        var bad = worker(2, false);
        var management = management()) {
      assertThat(good.address()).isNotEqualTo(bad.address());
      HttpResponse<String> ready = Wire.get(management.address(), "/ready");

      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body())
          .contains(
              "\"1\":{\"status\":\"up\"",
              "\"2\":{\"status\":\"down\"",
              "\"reason\":\"a check failed\"");
    }
  }

  @Test
  void no_worker_at_all_is_neither_healthy_nor_ready() throws Exception {
    try (var management = management()) {
      HttpResponse<String> health = Wire.get(management.address(), "/health");

      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(health.body())
          .isEqualTo(
              "{\"status\":\"down\",\"mode\":\"processes\","
                  + "\"workers\":{\"up\":0,\"wanted\":2},\"draining\":false}");
      assertThat(Wire.get(management.address(), "/ready").body()).contains("no worker is up");
      PrometheusGrammar.parse(Wire.get(management.address(), "/metrics").body());
    }
  }
}
