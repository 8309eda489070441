// SPDX-License-Identifier: Apache-2.0
package dev.songsong.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

@Timeout(60)
class LeakCheckTest {
  private static final Deque<AutoCloseable> LEAKED = new ArrayDeque<>(); // used by one test a time

  @AfterEach
  void mend() throws Exception {
    while (!LEAKED.isEmpty()) {
      LEAKED.pop().close();
    }
  }

  /** Run by the engine kit only. */
  @ExtendWith(LeakCheck.class)
  static class Cases {
    @Test
    void thread() {
      var end = new CountDownLatch(1);
      LEAKED.push(end::countDown);
      Thread.ofPlatform().name("leaky").daemon().start(() -> awaitQuietly(end));
    }

    @Test
    void virtualThread() {
      var end = new CountDownLatch(1);
      LEAKED.push(end::countDown);
      Thread.ofVirtual().name("light").start(() -> awaitQuietly(end));
    }

    @Test
    void pool() {
      var pool = new ForkJoinPool(1);
      LEAKED.push(pool::close);
      pool.submit(() -> {}).join();
    }

    @Test
    void child() throws IOException {
      Process child = new ProcessBuilder("sleep", "100").start();
      LEAKED.push(() -> child.destroyForcibly().waitFor());
    }

    @Test
    void descriptor() throws IOException {
      var socket = new ServerSocket(0);
      LEAKED.push(socket);
    }

    @Test
    void tempFile() throws IOException {
      Path file = Files.createTempFile("songsong-" + ProcessHandle.current().pid() + "-leak", "");
      LEAKED.push(() -> Files.delete(file));
    }

    @Test
    void nothing(@TempDir Path dir) throws Exception {
      try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        Thread client = Thread.startVirtualThread(() -> connect(server.getLocalPort()));
        server.accept().close();
        client.join();
      }
      new ProcessBuilder("true").start().waitFor();
      CompletableFuture.supplyAsync(() -> 1).join();
      Files.writeString(dir.resolve("songsong"), "kept by its own directory");
      // Ends after the test, but soon.
      Thread.ofPlatform().start(() -> awaitQuietly(new CountDownLatch(0)));
    }

    private static void connect(int port) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
          InputStream in = socket.getInputStream()) {
        in.readAllBytes();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private static void awaitQuietly(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Method method(String name) {
    return Stream.of(Cases.class.getDeclaredMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String failure(String method) {
    var failed =
        EngineTestKit.engine("junit-jupiter")
            .configurationParameter(LeakCheck.PATIENCE_PARAMETER, "PT0.3S")
            .selectors(selectMethod(Cases.class, method(method)))
            .execute();
    return failed.testEvents().failed().stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .flatMap(result -> result.getThrowable().stream())
        .map(Throwable::getMessage)
        .reduce("", String::concat);
  }

  @Test
  void leaked_thread_is_named() {
    assertThat(failure("thread"))
        .matches("threads left behind: \\[leaky#\\d+] \\(expected: none\\)");
  }

  @Test
  void leaked_virtual_thread_is_named() {
    assertThat(failure("virtualThread"))
        .matches("threads left behind: \\[virtual light#\\d+] \\(expected: none\\)");
  }

  @Test
  void leaked_pool_is_not_taken_for_the_jdk_s_own() {
    assertThat(failure("pool")).startsWith("threads left behind: [ForkJoinPool-");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void leaked_child_is_named() {
    assertThat(failure("child")).startsWith("children left behind: [").contains("/sleep]");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void leaked_descriptor_is_named() {
    assertThat(failure("descriptor"))
        .isEqualTo("descriptors left behind: [socket] (expected: none)");
  }

  @Test
  void leaked_temp_file_is_named() {
    assertThat(failure("tempFile")).startsWith("temp files left behind: [").contains("-leak");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void clean_test_passes() {
    assertThat(failure("nothing")).isEmpty();
  }
}
