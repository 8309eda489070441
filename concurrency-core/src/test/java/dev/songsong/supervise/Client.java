// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Threads that ask again and again, each time on a new connection, and retry nothing. */
final class Client implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final InetSocketAddress address;
  private final List<Thread> threads = new ArrayList<>();
  // Written by the client's threads, read by the test.
  final AtomicLong answered = new AtomicLong();
  final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean done; // written by close, read by the threads

  Client(InetSocketAddress address, int threads) {
    this.address = address;
    for (int i = 0; i < threads; i++) {
      int number = i;
      this.threads.add(Thread.ofPlatform().name("client-" + i).start(() -> work(number)));
    }
  }

  private void work(int number) {
    for (int i = 0; !done; i++) {
      String line = "request " + number + "." + i;
      try {
        String answer = ask(address, line);
        if (answer != null && answer.endsWith(" " + line)) {
          answered.incrementAndGet();
        } else {
          failures.add(line + ": " + answer);
        }
      } catch (IOException e) {
        failures.add(line + ": " + e);
      }
    }
  }

  /** One request on one connection. */
  static String ask(InetSocketAddress address, String line) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(address, PATIENCE_MILLIS);
      return ask(socket, line);
    }
  }

  static String ask(Socket socket, String line) throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    return new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
        .readLine();
  }

  static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @Override
  public void close() {
    stop();
  }

  /** Ends when the requests on their way are answered. */
  void stop() {
    done = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
