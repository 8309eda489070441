// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a job in good order when the user presses Ctrl-C.
 *
 * <p>On SIGINT the JVM runs its shutdown hooks and then ends with status 130; the hook asks the job
 * to stop and waits until it has.
 */
final class Stopper implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  private Stopper(ImageJob job, String why) {
    hook = Thread.ofPlatform().name("songsong-ctrl-c").unstarted(() -> stop(job, why));
  }

  static Stopper of(ImageJob job, String why) {
    var stopper = new Stopper(job, why);
    Runtime.getRuntime().addShutdownHook(stopper.hook);
    return stopper;
  }

  private void stop(ImageJob job, String why) {
    job.stop(why);
    try {
      ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

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
