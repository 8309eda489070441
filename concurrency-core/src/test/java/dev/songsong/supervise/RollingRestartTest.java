// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.songsong.process.Command;
import dev.songsong.process.CommandResult;
import dev.songsong.process.Jvm;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Rolling restarts under load where the kernel migrates what waits in a closing listener's queue:
 * in a network namespace of its own, because that is a setting of the namespace.
 */
@Timeout(300)
@EnabledOnOs(OS.LINUX)
@RequiresTool({"unshare", "ip"})
@ExtendWith(LeakCheck.class)
class RollingRestartTest {
  private static final Path MIGRATE = Path.of("/proc/sys/net/ipv4/tcp_migrate_req");
  private static final String ROUNDS = System.getProperty("songsong.rolls", "2");

  /** Rolls a group so often, with so many client threads, and tells what the clients saw. */
  static final class Roller {
    private Roller() {}

    public static void main(String[] arguments) throws Exception {
      var nanos = new long[Integer.parseInt(arguments[0])];
      try (ServerGroup group =
              ServerGroup.builder("echo")
                  .replicas(2)
                  .body(new EchoServer(false), "-Xmx64m", "-XX:TieredStopAtLevel=1")
                  .start();
          var client = new Client(group.address(), Integer.parseInt(arguments[1]))) {
        long from = System.nanoTime();
        for (int i = 0; i < nanos.length; i++) {
          long start = System.nanoTime();
          group.rollingRestart();
          nanos[i] = System.nanoTime() - start;
        }
        client.stop();
        double seconds = (System.nanoTime() - from) / 1e9;
        Arrays.sort(nanos);
        client.failures.stream().limit(5).forEach(System.err::println);
        System.out.printf(
            "%d drains, %.0f requests/s, a roll of 2 replicas p50 %.0f ms; failed: %d of %d%n",
            2 * nanos.length,
            client.answered.get() / seconds,
            nanos[nanos.length / 2] / 1e6,
            client.failures.size(),
            client.answered.get());
      }
    }
  }

  /** Replica 1 listens and never accepts; the others serve. */
  record Lazy() implements ServerBody {
    @Override
    public void serve(ServerContext context) throws Exception {
      if (context.replica() > 1) {
        new EchoServer(false).serve(context);
      }
      context.listen();
      context.ready();
      new CountDownLatch(1).await();
    }
  }

  /** Kills the replica that never accepts, and tells how many of those who waited are answered. */
  static final class Killer {
    private static final int WAITING = 20;

    private Killer() {}

    public static void main(String[] arguments) throws Exception {
      var sockets = new ArrayList<Socket>();
      int answered = 0;
      try (ServerGroup group =
          ServerGroup.builder("lazy")
              .drain(Duration.ofMillis(100))
              .body(new Lazy(), "-Xmx64m", "-XX:TieredStopAtLevel=1")
              .start()) {
        for (int i = 0; i < WAITING; i++) {
          var socket = new Socket();
          socket.connect(group.address());
          socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
          sockets.add(socket);
        }
        ProcessHandle.of(group.replicas().getFirst().pid().orElseThrow())
            .orElseThrow()
            .destroyForcibly();
        for (Socket socket : sockets) {
          answered += answered(socket) ? 1 : 0;
          socket.close();
        }
      }
      System.out.println("answered: " + answered + " of " + WAITING);
    }

    private static boolean answered(Socket socket) {
      try {
        return socket.getInputStream().read() == '2';
      } catch (IOException reset) {
        return false;
      }
    }
  }

  private static CommandResult inNamespace(int migrate, Class<?> main, String... arguments)
      throws InterruptedException {
    assumeTrue(Files.exists(MIGRATE), "no " + MIGRATE + " (expected: Linux 5.14 or later)");
    assumeTrue(System.getProperty("user.name").equals("root"), "a namespace needs root");
    String setUp = "ip link set lo up && echo " + migrate + " >" + MIGRATE + " && exec \"$@\"";
    return Command.of("unshare", "-n", "sh", "-c", setUp, "sh")
        .args(Jvm.line(main, arguments).toArray(String[]::new))
        .run()
        .orThrow();
  }

  @Test
  void no_request_fails_where_the_kernel_migrates_queued_connections() throws Exception {
    CommandResult result = inNamespace(1, Roller.class, ROUNDS, "4");

    System.out.println(result.stdout());
    assertThat(result.stdout().text()).contains("failed: 0 of ");
  }

  @Test
  void killed_replica_loses_its_queue_unless_the_kernel_migrates_it() throws Exception {
    assertThat(inNamespace(1, Killer.class).stdout().text()).contains("answered: 20 of 20");
    assertThat(inNamespace(0, Killer.class).stdout().text()).doesNotContain("answered: 20 of 20");
  }
}
