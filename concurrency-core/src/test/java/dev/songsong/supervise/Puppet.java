// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/** Services by name that end when the test says so. */
final class Puppet {
  // The present life of each; written by the services' threads, read by the test.
  private final Map<String, CompletableFuture<Void>> lives = new ConcurrentHashMap<>();
  // Names whose starts fail; written by the test, read by the services' threads.
  private final Map<String, Boolean> broken = new ConcurrentHashMap<>();

  ChildSpec child(String name) {
    return ChildSpec.service(name, () -> new Body(name));
  }

  void crash(String name) {
    lives.get(name).completeExceptionally(new IllegalStateException("crashed"));
  }

  void finish(String name) {
    lives.get(name).complete(null);
  }

  void breakStart(String name) {
    broken.put(name, true);
  }

  void mendStart(String name) {
    broken.remove(name);
  }

  private final class Body implements Service {
    private final String name;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    Body(String name) {
      this.name = name;
    }

    @Override
    public void start() {
      if (broken.containsKey(name)) {
        throw new IllegalStateException("broken");
      }
      lives.put(name, end);
    }

    @Override
    public void run() throws Exception {
      try {
        end.get();
      } catch (ExecutionException e) {
        throw (Exception) e.getCause();
      }
    }
  }
}
