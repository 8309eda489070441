// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.supervise.Backoff;
import dev.songsong.supervise.ChildSpec;
import dev.songsong.supervise.Death;
import dev.songsong.supervise.Service;
import dev.songsong.supervise.Supervisor;
import dev.songsong.supervise.SupervisorException;
import dev.songsong.supervise.SupervisorListener;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Let it crash: a service that finds itself in a state it doesn't know throws, and its supervisor
 * starts a new one, without the old one's state. One that can't live is given up, visibly.
 */
public final class E22RestartedService {
  private E22RestartedService() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    var begun = new AtomicInteger();
    var healthy = new CountDownLatch(1);
    Service sickly =
        () -> {
          if (begun.incrementAndGet() < 3) {
            throw new IllegalStateException("crash " + begun.get());
          }
          healthy.countDown();
          Thread.sleep(Duration.ofMinutes(1));
        };
    // START SNIPPET: supervisor
    try (Supervisor _ =
        Supervisor.builder("lesson")
            .intensity(5, Duration.ofMinutes(1))
            .backoff(Backoff.NONE)
            .listener(new Told())
            .child(ChildSpec.service("sickly", () -> sickly))
            .start()) {
      healthy.await();
    }
    // END SNIPPET: supervisor
    System.out.println("healthy at last: begun " + begun.get() + " times");
    giveUp();
  }

  private static void giveUp() throws InterruptedException {
    Service doomed =
        () -> {
          throw new IllegalStateException("crash");
        };
    try (Supervisor supervisor =
        Supervisor.builder("doomed")
            .intensity(2, Duration.ofMinutes(1))
            .backoff(Backoff.NONE)
            .child(ChildSpec.service("doomed", () -> doomed))
            .start()) {
      supervisor.await();
    } catch (SupervisorException e) {
      System.out.println("doomed: given up");
    }
  }

  private static final class Told implements SupervisorListener {
    @Override
    public void childDied(Death death) {
      System.out.println(death.child() + ": " + death.exit().error().orElseThrow().getMessage());
    }
  }
}

// Output:
// sickly: crash 1
// sickly: crash 2
// healthy at last: begun 3 times
// doomed: given up
