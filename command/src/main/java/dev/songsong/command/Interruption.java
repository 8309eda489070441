// SPDX-License-Identifier: Apache-2.0
package dev.songsong.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Gives the main thread time to end in good order when the user presses Ctrl-C.
 *
 * <p>The JVM runs its shutdown hooks on SIGINT and SIGTERM and ends, with status 130 or 143, when
 * they are done; so the hook asks the work to end and waits for {@link #close}, for 30 seconds at
 * most.
 */
public final class Interruption implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook;

  private Interruption(Runnable interrupt) {
    hook = Thread.ofPlatform().name("songsong-interruption").unstarted(() -> run(interrupt));
  }

  /**
   * From now until it is closed, a signal runs the action, on a thread of its own. The action must
   * be short: it asks, it does not do the work.
   */
  public static Interruption onSignal(Runnable interrupt) {
    var interruption = new Interruption(interrupt);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  private void run(Runnable interrupt) {
    interrupt.run();
    try {
      finished.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The work is over: the JVM may end. */
  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      // The hook runs and has just been released.
    }
  }
}
