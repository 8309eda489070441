// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a server in good order on Ctrl-C or SIGTERM.
 *
 * <p>The JVM then runs its shutdown hooks and ends with 130 or 143, whatever they do. The hook here
 * wakes who waits, and waits until he has drained the server and cleaned up.
 */
final class Stopper implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  private Stopper() {
    hook = Thread.ofPlatform().name("songsong-ctrl-c").unstarted(this::stop);
  }

  static Stopper install() {
    var stopper = new Stopper();
    Runtime.getRuntime().addShutdownHook(stopper.hook);
    return stopper;
  }

  private void stop() {
    asked.countDown();
    try {
      ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets go on who waits, as the server has ended. */
  void wake() {
    asked.countDown();
  }

  /** Returns when the JVM is told to end, or somebody wakes it. */
  void await() throws InterruptedException {
    asked.await();
  }

  /** All is cleaned up. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      // The hook is running and has just been told.
    }
  }
}
