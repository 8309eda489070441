// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.Mode;
import dev.songsong.testkit.LeakCheck;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A window is not filled again while another rank may still read it. */
@Timeout(40)
@ExtendWith(LeakCheck.class)
class WindowsTest {
  // More than travels with a meeting, less than a chunk.
  private static final int LENGTH = 40_000;

  /** Rank 1 is held up within its large all-reduce with rank 0, which is interrupted there. */
  private static final class HeldUp {
    private final AtomicReference<Thread> first = new AtomicReference<>();
    private final CountDownLatch otherCallOver = new CountDownLatch(1);
    private boolean held; // rank 1's thread only

    private double add(Communicator comm, double a, double b) {
      if (comm.rank() == 1 && !held) {
        held = true;
        first.get().interrupt();
        try {
          otherCallOver.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return a + b;
    }
  }

  @Test
  void rank_interrupted_within_a_large_reduction_spoils_no_others_by_its_next() throws Exception {
    var heldUp = new HeldUp();
    RankBody<String> body =
        comm -> {
          Communicator one = comm.split(comm.rank() == 2 ? 1 : 0, comm.rank());
          Communicator two = comm.split(comm.rank() == 1 ? 1 : 0, comm.rank());
          return switch (comm.rank()) {
            case 0 -> interrupted(comm, one, two, heldUp);
            case 1 -> slow(comm, one, heldUp);
            default -> other(two);
          };
        };
    SpmdResult<String> result = Spmd.builder(Mode.THREADS).threads(3).run(body);
    assertThat(result.of(1).orElseThrow()).isEqualTo("right");
    assertThat(result.of(0).orElseThrow())
        .isEqualTo(
            "allReduce(float[40000], SUM): ranks still read what this one lent them for another"
                + " call (expected: within PT0.5S); it was left early, by an interrupt or an error");
  }

  private static Op op(Communicator comm, HeldUp heldUp) {
    return Op.of("held up", (a, b) -> heldUp.add(comm, a, b), (a, b) -> a + b);
  }

  private static float[] filled(float value) {
    float[] data = new float[LENGTH];
    Arrays.fill(data, value);
    return data;
  }

  private static String interrupted(
      Communicator comm, Communicator one, Communicator two, HeldUp heldUp)
      throws InterruptedException {
    heldUp.first.set(Thread.currentThread());
    try {
      one.allReduce(filled(1), op(comm, heldUp));
      return "not interrupted";
    } catch (InterruptedException e) {
      return nextCall(two);
    } finally {
      heldUp.otherCallOver.countDown();
    }
  }

  private static String nextCall(Communicator two) throws InterruptedException {
    try {
      two.withDeadline(Duration.ofMillis(500)).allReduce(filled(100), Op.SUM);
      return "done";
    } catch (RanksLateException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String slow(Communicator comm, Communicator one, HeldUp heldUp)
      throws InterruptedException {
    float[] data = filled(2);
    one.allReduce(data, op(comm, heldUp));
    for (float sum : data) {
      if (sum != 3) {
        return "wrong: " + sum;
      }
    }
    return "right";
  }

  private static String other(Communicator two) throws InterruptedException {
    try {
      two.withDeadline(Duration.ofSeconds(2)).allReduce(filled(1000), Op.SUM);
      return "done";
    } catch (SpmdException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
