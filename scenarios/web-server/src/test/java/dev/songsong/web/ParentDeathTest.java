// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server's process that ends without a word, by Ctrl-C or by the kernel, leaves no worker. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class ParentDeathTest {

  /** Serves until it is killed; prints its port and the pids of its workers. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] sharing) throws Exception {
      WebOptions options =
          ModesContract.SMALL.withProcesses(2).withSharing(Sharing.valueOf(sharing[0]));
      try (WebServer server = WebServer.start(ContractApp::configure, options)) {
        System.out.println(server.address().getPort());
        server.workers().forEach(one -> System.out.println(one.pid().orElseThrow()));
        new CountDownLatch(1).await();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "INT, DESCRIPTOR, false",
    "KILL, DESCRIPTOR, false",
    "KILL, DESCRIPTOR, true",
    "KILL, REUSE_PORT, false"
  })
  void killed_parent_leaves_no_worker_and_a_free_port(
      String signal, Sharing sharing, boolean stopped) throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                sharing.name())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      int port = Integer.parseInt(lines.readLine());
      List<Long> workers =
          List.of(Long.parseLong(lines.readLine()), Long.parseLong(lines.readLine()));

      if (stopped) {
        // Can't notice by itself that its parent is gone.
        Signals.stop(workers.getFirst());
      }
      Signals.send(signal, parent.pid());

      Await.until(
          "the workers to be gone",
          Duration.ofSeconds(20),
          () -> workers.stream().noneMatch(pid -> ProcessHandle.of(pid).isPresent()));
      Await.until("the port to be free", Duration.ofSeconds(10), () -> free(port));
      assertThat(parent.waitFor()).isNotZero();
    } finally {
      parent.destroyForcibly().waitFor();
    }
  }

  private static boolean free(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
