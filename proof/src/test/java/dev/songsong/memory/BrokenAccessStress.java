// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The twins of {@link OrderedAccessStress} that are wrong, and are shown to be. */
public final class BrokenAccessStress {
  private BrokenAccessStress() {}

  /** The flag before the data: order is what the program says, not what it means. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 42", "1, 42"},
      expect = ACCEPTABLE,
      desc = "the data came first")
  @Outcome(expect = FORBIDDEN, desc = "a flag without data")
  @State
  public static class FlagFirst {
    private final SharedInts memory = new SharedInts(Slots.next());

    /** Writes the flag, then the data. */
    @Actor
    public void writer() {
      memory.setRelease(1, 1);
      memory.set(0, 42);
    }

    /** Reads the flag, then the data. */
    @Actor
    public void reader(II_Result seen) {
      seen.r1 = memory.getAcquire(1);
      seen.r2 = memory.get(0);
    }
  }

  /** Reading, adding and writing as three steps. */
  @JCStressTest
  @Outcome(id = "3", expect = ACCEPTABLE, desc = "both have counted")
  @Outcome(expect = FORBIDDEN, desc = "an update was lost")
  @State
  public static class GetThenSet {
    private final SharedLongs memory = new SharedLongs(Slots.next());

    /** Adds. */
    @Actor
    public void one() {
      memory.setRelease(0, memory.getAcquire(0) + 1);
    }

    /** Adds too. */
    @Actor
    public void other() {
      memory.setRelease(0, memory.getAcquire(0) + 2);
    }

    /** Looks at the sum. */
    @Arbiter
    public void look(I_Result result) {
      result.r1 = (int) memory.get(0);
    }
  }

  /**
   * Each raises its flag by a release and then looks at the other's by an acquire. That pair orders
   * a message, not a meeting: the look may overtake the raising. A lock needs compareAndSet.
   */
  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "one has seen the other")
  @Outcome(expect = FORBIDDEN, desc = "both went in")
  @State
  public static class FlagsForALock {
    private final SharedInts memory = new SharedInts(Slots.next());

    /** Raises one flag, looks at the other. */
    @Actor
    public void one(II_Result seen) {
      memory.setRelease(0, 1);
      seen.r1 = memory.getAcquire(1);
    }

    /** The other way round. */
    @Actor
    public void other(II_Result seen) {
      memory.setRelease(1, 1);
      seen.r2 = memory.getAcquire(0);
    }
  }
}
