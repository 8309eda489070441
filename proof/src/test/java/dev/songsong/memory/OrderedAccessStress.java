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
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** What {@link OrderedAccess} promises, through the views that students use. */
public final class OrderedAccessStress {
  private OrderedAccessStress() {}

  /** Who acquires the flag sees what was written before its release. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 42", "1, 42"},
      expect = ACCEPTABLE,
      desc = "the flag came last")
  @Outcome(expect = FORBIDDEN, desc = "the flag overtook the data")
  @State
  public static class MessagePassing {
    private final SharedInts memory = new SharedInts(Slots.next());

    /** Writes the data, then the flag. */
    @Actor
    public void writer() {
      memory.set(0, 42);
      memory.setRelease(1, 1);
    }

    /** Reads the flag, then the data. */
    @Actor
    public void reader(II_Result seen) {
      seen.r1 = memory.getAcquire(1);
      seen.r2 = memory.get(0);
    }
  }

  /** Of two who compare and set, one wins. */
  @JCStressTest
  @Outcome(
      id = {"true, false, 1", "false, true, 2"},
      expect = ACCEPTABLE,
      desc = "one has won")
  @Outcome(expect = FORBIDDEN, desc = "none, or both")
  @State
  public static class CompareAndSet {
    private final SharedInts memory = new SharedInts(Slots.next());

    /** Tries to be the first. */
    @Actor
    public void one(ZZI_Result result) {
      result.r1 = memory.compareAndSet(0, 0, 1);
    }

    /** Tries it too. */
    @Actor
    public void other(ZZI_Result result) {
      result.r2 = memory.compareAndSet(0, 0, 2);
    }

    /** Looks who was. */
    @Arbiter
    public void look(ZZI_Result result) {
      result.r3 = memory.get(0);
    }
  }

  /** No addition is lost. */
  @JCStressTest
  @Outcome(id = "3, 30", expect = ACCEPTABLE, desc = "both have counted")
  @Outcome(expect = FORBIDDEN, desc = "an update was lost")
  @State
  public static class GetAndAdd {
    private final SharedLongs longs = new SharedLongs(Slots.next());
    private final SharedInts ints = new SharedInts(Slots.next());

    /** Adds. */
    @Actor
    public void one() {
      longs.getAndAdd(0, 1);
      ints.getAndAdd(3, 10);
    }

    /** Adds too. */
    @Actor
    public void other() {
      longs.getAndAdd(0, 2);
      ints.getAndAdd(3, 20);
    }

    /** Looks at the sums. */
    @Arbiter
    public void look(JJ_Result result) {
      result.r1 = longs.get(0);
      result.r2 = ints.get(3);
    }
  }

  /** An update built on compare-and-set of a double, as a sum of many threads is. */
  @JCStressTest
  @Outcome(id = "3", expect = ACCEPTABLE, desc = "both have counted")
  @Outcome(expect = FORBIDDEN, desc = "an update was lost")
  @State
  public static class DoubleSum {
    private final SharedDoubles memory = new SharedDoubles(Slots.next());

    /** Adds. */
    @Actor
    public void one() {
      add(1);
    }

    /** Adds too. */
    @Actor
    public void other() {
      add(2);
    }

    private void add(double more) {
      double seen = memory.getAcquire(0);
      while (!memory.compareAndSet(0, seen, seen + more)) {
        seen = memory.getAcquire(0);
      }
    }

    /** Looks at the sum. */
    @Arbiter
    public void look(I_Result result) {
      result.r1 = (int) memory.get(0);
    }
  }
}
