// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.process.Command;
import dev.songsong.process.JvmCommand;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Groups of programs that know nothing of this library, and how replicas drain. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class ServerCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> SMALL = List.of("-Xmx64m", "-XX:TieredStopAtLevel=1");

  /** How each replica was stopped, by name. */
  private static final class Ends implements SupervisorListener {
    private final Map<String, Exit> exits = new ConcurrentHashMap<>();

    @Override
    public void childStopped(String child, Exit exit) {
      exits.put(child, exit);
    }
  }

  /** A server as others write them: it has its address from its environment, and drains at TERM. */
  static final class Foreign {
    private Foreign() {}

    public static void main(String[] arguments) throws IOException {
      var address =
          new InetSocketAddress(
              System.getenv("SONGSONG_HOST"), Integer.parseInt(System.getenv("SONGSONG_PORT")));
      ServerSocketChannel server = ServerSocketChannel.open();
      server.setOption(StandardSocketOptions.SO_REUSEPORT, true).bind(address);
      var drained = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                try {
                  server.close();
                  drained.await();
                  System.out.println("drained");
                } catch (IOException | InterruptedException e) {
                  e.printStackTrace();
                }
              }));
      System.out.println("listening");
      try {
        while (true) {
          answer(server.accept());
        }
      } catch (AsynchronousCloseException e) {
        drained.countDown();
      }
    }

    private static void answer(SocketChannel connection) throws IOException {
      try (connection) {
        var line = ByteBuffer.allocate(1024);
        connection.read(line);
        connection.write(
            StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + " answers\n"));
      }
    }
  }

  private static Command foreign(InetSocketAddress address) {
    return JvmCommand.of(SMALL, Foreign.class, address.toString());
  }

  @Test
  void programs_serve_one_address_are_replaced_and_drain_at_term() throws Exception {
    var ends = new Ends();
    InetSocketAddress address;
    try (ServerGroup group =
        ServerGroup.builder("foreign")
            .replicas(2)
            .command(ServerCommandTest::foreign, Readiness.line("listening"))
            .listener(ends)
            .start()) {
      address = group.address();
      List<String> pids = pids(group);
      for (String pid : pids) {
        awaitAnswerOf(group, pid);
      }

      group.rollingRestart();

      assertThat(pids(group)).hasSize(2).doesNotContainAnyElementsOf(pids);
      for (String pid : pids(group)) {
        awaitAnswerOf(group, pid);
      }
      assertThat(group.stats()).isEqualTo(new ServerGroupStats(2, 2, 4, 0, 2));
    }
    assertThat(ends.exits).hasSize(4);
    // By TERM, which its hook has heard: not by KILL.
    assertThat(ends.exits.values()).extracting(Exit::cause).containsOnly("exit 143");
    assertThatThrownBy(() -> Client.ask(address, "x")).isInstanceOf(ConnectException.class);
  }

  private static List<String> pids(ServerGroup group) {
    return group.replicas().stream().map(one -> Long.toString(one.pid().orElseThrow())).toList();
  }

  private static void awaitAnswerOf(ServerGroup group, String pid) throws Exception {
    Await.until(
        pid + " to answer",
        PATIENCE,
        () -> (pid + " answers").equals(Client.ask(group.address(), "hello")));
  }

  /** Hangs up at once; its drain action never ends. */
  record Stubborn() implements ServerBody {
    @Override
    public void serve(ServerContext context) throws Exception {
      context.listen();
      context.onDrain(Stubborn::never);
      context.ready();
      for (var next = context.accept(); next.isPresent(); next = context.accept()) {
        next.get().close();
      }
    }

    private static void never() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void drain_action_that_blocks_holds_up_nobody() throws Exception {
    var ends = new Ends();
    try (ServerGroup group =
        ServerGroup.builder("stubborn")
            .replicas(1)
            .drain(Duration.ofSeconds(5))
            .body(new Stubborn(), SMALL.toArray(String[]::new))
            .listener(ends)
            .start()) {
      // So that it waits for the next connection when its end comes.
      for (int i = 0; i < 20; i++) {
        try (SocketChannel connection = SocketChannel.open(group.address())) {
          assertThat(connection.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
      }
    }
    assertThat(ends.exits).containsExactly(Map.entry("stubborn-1", Exit.normal("exit 0")));
  }
}
