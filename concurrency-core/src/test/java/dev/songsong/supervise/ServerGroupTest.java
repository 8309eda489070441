// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Real replicas on loopback, and a real client. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class ServerGroupTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String[] SMALL = {"-Xmx64m", "-XX:TieredStopAtLevel=1"};

  private static ServerGroupBuilder echo(int replicas) {
    return ServerGroup.builder("echo").replicas(replicas).body(new EchoServer(false), SMALL);
  }

  private static void kill(ChildInfo replica) {
    ProcessHandle.of(replica.pid().orElseThrow()).orElseThrow().destroyForcibly();
  }

  @Test
  void replicas_share_one_address() throws Exception {
    try (ServerGroup group = echo(2).start()) {
      assertThat(group.stats()).isEqualTo(new ServerGroupStats(2, 2, 2, 0, 0));
      var seen = new HashSet<String>();
      Await.until(
          "both to answer",
          PATIENCE,
          () -> {
            seen.add(Client.ask(group.address(), "hello"));
            return seen.size() == 2;
          });
      assertThat(seen).containsExactlyInAnyOrder("1 hello", "2 hello");
    }
  }

  @Test
  void rolling_restart_under_load_replaces_all_and_answers_go_on() throws Exception {
    try (ServerGroup group = echo(2).start();
        var client = new Client(group.address(), 1)) {
      Await.until("load", PATIENCE, () -> client.answered.get() > 100);
      group.rollingRestart();
      long during = client.answered.get();
      Await.until("more load", PATIENCE, () -> client.answered.get() > during + 100);
      client.stop();

      assertThat(group.replicas()).extracting(ChildInfo::name).containsExactly("echo-3", "echo-4");
      assertThat(group.stats()).isEqualTo(new ServerGroupStats(2, 2, 4, 0, 2));
      // Each of the two drains has a gap of microseconds, see the package, that the one request
      // under way may meet; the page tells how seldom. A drain that is no drain meets it each time.
      assertThat(client.failures).hasSizeLessThan(2);
    }
  }

  @Test
  void draining_replica_answers_the_connections_it_has() throws Exception {
    try (ServerGroup group = echo(1).start();
        var open = new Socket()) {
      open.connect(group.address());
      assertThat(Client.ask(open, "before")).isEqualTo("1 before");
      Thread roll =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  group.rollingRestart();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      Await.until(
          "the old one to drain",
          PATIENCE,
          () -> group.replicas().getFirst().state() == ChildState.STOPPING);
      assertThat(Client.ask(open, "during")).isEqualTo("1 during");
      Await.until("the new one to be alone", PATIENCE, () -> "2 x".equals(answer(group)));
      open.shutdownOutput();
      roll.join();
    }
  }

  /** What a new connection is told; nothing in the gap in which the old one ends. */
  private static @Nullable String answer(ServerGroup group) {
    try {
      return Client.ask(group.address(), "x");
    } catch (IOException e) {
      return null;
    }
  }

  @Test
  void drain_that_takes_too_long_is_cut_off() throws Exception {
    try (ServerGroup group = echo(1).drain(Duration.ofMillis(200)).start();
        var open = new Socket()) {
      open.connect(group.address());
      assertThat(Client.ask(open, "before")).isEqualTo("1 before");
      group.rollingRestart();
      assertThat(group.replicas()).extracting(ChildInfo::name).containsExactly("echo-2");
      assertThatThrownBy(() -> assertThat(Client.ask(open, "after")).isNotNull())
          .isInstanceOfAny(IOException.class, AssertionError.class);
    }
  }

  @Test
  void replicas_of_a_closed_group_drain_at_once() throws Exception {
    var states = new ArrayList<ChildState>();
    var stopped =
        new SupervisorListener() {
          private ServerGroup group;

          @Override
          public void childStopped(String child, Exit exit) {
            group.replicas().stream()
                .filter(one -> !one.name().equals(child))
                .map(ChildInfo::state)
                .forEach(states::add);
          }
        };
    try (ServerGroup group =
            ServerGroup.builder("echo")
                .body(new EchoServer(false), SMALL)
                .listener(stopped)
                .start();
        var open = new Socket()) {
      stopped.group = group;
      open.connect(group.address());
      Client.ask(open, "hello");
      open.shutdownOutput();
    }
    assertThat(states).doesNotContain(ChildState.UP).hasSize(2);
  }

  @Test
  void rolling_restart_to_a_broken_version_keeps_the_old_replicas() throws Exception {
    // The sharing is asked once a replica, so it can make later ones worse.
    ListenerSharing turningBad =
        address -> {
          ListenerSharing.Reservation good = ListenerSharing.reusePort().reserve(address);
          return new ListenerSharing.Reservation() {
            @Override
            public InetSocketAddress address() {
              return good.address();
            }

            @Override
            public ListenerSharing.Listening listening(int replica) {
              return replica <= 2 ? good.listening(replica) : new Refusing();
            }

            @Override
            public void close() throws IOException {
              good.close();
            }
          };
        };
    try (ServerGroup group =
        ServerGroup.builder("echo")
            .replicas(2)
            .body(new EchoServer(false), SMALL)
            .sharing(turningBad)
            .start()) {
      assertThatThrownBy(group::rollingRestart)
          .isInstanceOf(SupervisorException.class)
          .hasMessageStartingWith(
              "rolling restart of echo: ended after 0 of 2 replicas: child echo-3: exit 1:")
          .hasMessageEndingWith("The others serve on as before.");
      assertThat(group.replicas()).extracting(ChildInfo::name).containsExactly("echo-1", "echo-2");
      assertThat(Client.ask(group.address(), "hello")).endsWith(" hello");
    }
  }

  /** A listener that can't be had. */
  record Refusing() implements ListenerSharing.Listening {
    @Override
    public ServerSocketChannel open() throws IOException {
      throw new IOException("no listener today");
    }
  }

  @Test
  void killed_replica_takes_only_its_own_connections_along() throws Exception {
    try (ServerGroup group = echo(2).start()) {
      var sockets = new ArrayList<Socket>();
      var owners = new ArrayList<String>();
      while (new HashSet<>(owners).size() < 2) {
        var socket = new Socket();
        socket.connect(group.address());
        sockets.add(socket);
        owners.add(Client.ask(socket, "hello"));
      }
      kill(group.replicas().getFirst());
      Await.until("its replacement", PATIENCE, () -> group.stats().ready() == 3);
      for (int i = 0; i < sockets.size(); i++) {
        if (owners.get(i).startsWith("2 ")) {
          assertThat(Client.ask(sockets.get(i), "still")).isEqualTo("2 still");
        }
        sockets.get(i).close();
      }
      assertThat(group.replicas().getFirst().restarts()).isEqualTo(1);
      assertThat(group.stats().deaths()).isEqualTo(1);
    }
  }

  @Test
  void group_grows_and_shrinks_while_it_serves() throws Exception {
    try (ServerGroup group = echo(1).start()) {
      int port = group.address().getPort();
      group.scale(3);
      assertThat(group.stats().up()).isEqualTo(3);
      group.scale(1);
      assertThat(group.replicas()).extracting(ChildInfo::name).containsExactly("echo-1");
      assertThat(group.address().getPort()).isEqualTo(port);
      assertThat(Client.ask(group.address(), "hello")).isEqualTo("1 hello");
    }
  }

  @Test
  void address_is_held_while_no_replica_lives_and_free_after_the_close() throws Exception {
    int port;
    try (ServerGroup group =
        echo(1)
            .backoff(
                new Backoff(Duration.ofHours(1), 1, Duration.ofHours(1), 0, Duration.ofHours(1)))
            .start()) {
      port = group.address().getPort();
      kill(group.replicas().getFirst());
      Await.until(
          "the death",
          PATIENCE,
          () -> group.replicas().getFirst().state() == ChildState.RESTARTING);
      assertThatThrownBy(() -> Client.ask(group.address(), "hello"))
          .isInstanceOf(ConnectException.class);
      try (var other = ServerSocketChannel.open()) {
        assertThatThrownBy(() -> other.bind(Client.loopback(port))).isInstanceOf(IOException.class);
      }
      assertThatThrownBy(() -> echo(1).address(Client.loopback(port)).start())
          .isInstanceOf(IOException.class)
          .hasMessageMatching(
              "address: .*:" + port + ": .* \\(expected: free and of this machine\\)");
    }
    try (var free = ServerSocketChannel.open()) {
      free.bind(Client.loopback(port));
    }
  }

  @Test
  void group_whose_replicas_keep_dying_gives_up() throws Exception {
    ServerGroup group = echo(1).intensity(0, Duration.ofSeconds(10)).start();
    kill(group.replicas().getFirst());
    assertThatThrownBy(() -> group.onEnd().get())
        .hasMessageContaining("gave up on child echo-1")
        .hasMessageContaining("killed by SIGKILL");
    group.close();
    group.close();
  }

  @Test
  void bad_use_is_refused() {
    assertThatThrownBy(() -> ServerGroup.builder("g").start())
        .hasMessage("group g: no server (expected: one). Give it body(...) or command(...).");
    assertThatThrownBy(() -> ServerGroup.builder("g").replicas(0))
        .hasMessage("replicas: 0 (expected: >= 1)");
    var notSerializable = new Object();
    assertThatThrownBy(() -> ServerGroup.builder("g").body(_ -> notSerializable.notify()).start())
        .hasMessage(
            "body of g-1: captured variable `notSerializable` of a lambda in "
                + ServerGroupTest.class.getName()
                + ": java.lang.Object (expected: serializable). Make it from plain values inside the worker.");
    assertThatThrownBy(
            () -> ServerGroup.builder("g").command(_ -> null, Readiness.port(Client.loopback(1))))
        .hasMessageStartingWith("readiness: a port (expected: a line or a probe).");
  }
}
