// SPDX-License-Identifier: Apache-2.0
package dev.songsong.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The file descriptors that this JVM has open, without those it keeps for its whole life. */
final class Descriptors {
  private static final Path OPEN = Path.of("/proc/self/fd");
  // Jars and libraries that a test is the first to use stay open for the JVM's life.
  private static final List<String> LASTING =
      List.of(".jar", ".so", ".jsa", ".aot", "/modules", "random");
  private static final AtomicBoolean warm = new AtomicBoolean(); // set once, by the first test

  private Descriptors() {}

  /**
   * Makes the JDK open what it opens at the first use and then keeps: its pollers for virtual
   * threads, a marker socket, the first selector's parts. Otherwise the first test with a socket
   * would seem to leak them.
   */
  static void openThoseOfTheJdk() {
    if (!warm.compareAndSet(false, true)) {
      return;
    }
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (var selector = Selector.open();
        var server = ServerSocketChannel.open().bind(loopback);
        var client = SocketChannel.open(server.getLocalAddress());
        var accepted = server.accept()) {
      client.configureBlocking(false).register(selector, client.validOps());
      selector.selectNow();
      accepted.shutdownOutput();
      acceptByVirtualThread();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void acceptByVirtualThread() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread reader = Thread.startVirtualThread(() -> readFrom(server.getLocalPort()));
      try (var accepted = server.accept()) {
        // The reader is made to wait: only then does the JDK need a poller.
        Await.until("the reader to wait", LeakCheck.PATIENCE, () -> waits(reader));
        accepted.getOutputStream().write(1);
        reader.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static boolean waits(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TERMINATED;
  }

  private static void readFrom(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getInputStream().read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A description of each; empty on systems that don't list them. */
  static List<String> open() {
    if (!Files.isDirectory(OPEN)) {
      return List.of();
    }
    var open = new ArrayList<String>();
    try (var entries = Files.newDirectoryStream(OPEN)) {
      for (Path entry : entries) {
        describe(entry).ifPresent(open::add);
      }
    } catch (IOException e) {
      throw new AssertionError("descriptors: " + e + " (expected: a readable " + OPEN + ")", e);
    }
    return open;
  }

  private static Optional<String> describe(Path entry) {
    try {
      String target = Files.readSymbolicLink(entry).toString();
      boolean own = target.startsWith("/proc/") && target.endsWith("/fd");
      boolean lasting = LASTING.stream().anyMatch(target::endsWith);
      // Sockets and pipes have numbers of their own: a leak is one more of the kind.
      return own || lasting ? Optional.empty() : Optional.of(target.replaceAll(":\\[\\d+\\]$", ""));
    } catch (IOException closedMeanwhile) {
      return Optional.empty();
    }
  }
}
