// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that ask again and again on connections that they keep, until the server says that an
 * answer is the last; then on a new one. They retry nothing.
 */
final class LoadClient implements AutoCloseable {
  private final InetSocketAddress address;
  private final String path;
  private final int perConnection;
  private final List<Thread> threads = new ArrayList<>();
  // Written by the client's threads, read by the test.
  final AtomicLong answered = new AtomicLong();
  final AtomicLong connections = new AtomicLong();
  final AtomicLong told = new AtomicLong();
  final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean done; // written by stop, read by the threads

  private LoadClient(InetSocketAddress address, String path, int perConnection) {
    this.address = address;
    this.path = path;
    this.perConnection = perConnection;
  }

  /**
   * Starts.
   *
   * @param perConnection requests, after which the client itself opens another one
   */
  static LoadClient start(InetSocketAddress address, String path, int threads, int perConnection) {
    var client = new LoadClient(address, path, perConnection);
    for (int i = 0; i < threads; i++) {
      client.threads.add(Thread.ofPlatform().name("load-" + i).start(client::work));
    }
    return client;
  }

  private void work() {
    while (!done) {
      int asked = 0;
      try (var dialogue = new Dialogue(address)) {
        connections.incrementAndGet();
        boolean last = false;
        while (!done && !last && asked < perConnection) {
          asked++;
          Dialogue.Reply reply = dialogue.get(path);
          if (reply.status() == 200) {
            answered.incrementAndGet();
          } else {
            failures.add("status " + reply.status() + ": " + reply.text());
          }
          last = reply.last();
        }
        told.addAndGet(last ? 1 : 0);
      } catch (IOException e) {
        failures.add("request " + asked + " of a connection: " + e);
      }
    }
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

  @Override
  public void close() {
    stop();
  }
}
