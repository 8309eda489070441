// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The owner and a thief of a {@link WorkDeque} over its last numbers. */
public final class WorkDequeStress {
  private WorkDequeStress() {}

  /** One number: one of them gets it. */
  @JCStressTest
  @Outcome(
      id = {"7, -1", "-1, 7"},
      expect = ACCEPTABLE,
      desc = "one has it")
  @Outcome(expect = FORBIDDEN, desc = "both, or none")
  @State
  public static class LastOne {
    private final WorkDeque deque = new WorkDeque();

    /** One number. */
    public LastOne() {
      deque.push(7);
    }

    /** The owner. */
    @Actor
    public void owner(II_Result result) {
      result.r1 = deque.pop();
    }

    /** A thief. */
    @Actor
    public void thief(II_Result result) {
      result.r2 = deque.steal();
    }
  }

  /** Two numbers, and a thief who may take both. */
  @JCStressTest
  @Outcome(
      id = {"2, 1, -1", "-1, 1, 2"},
      expect = ACCEPTABLE,
      desc = "each once")
  @Outcome(expect = FORBIDDEN, desc = "lost, or twice")
  @State
  public static class TwoLeft {
    private final WorkDeque deque = new WorkDeque();

    /** Two numbers. */
    public TwoLeft() {
      deque.push(1);
      deque.push(2);
    }

    /** The owner. */
    @Actor
    public void owner(III_Result result) {
      result.r1 = deque.pop();
    }

    /** A thief. */
    @Actor
    public void thief(III_Result result) {
      result.r2 = deque.steal();
      result.r3 = deque.steal();
    }
  }

  /** A number that is pushed while a thief looks: nothing yet, or the number. */
  @JCStressTest
  @Outcome(
      id = {"7, -1", "-1, 7"},
      expect = ACCEPTABLE,
      desc = "pushed, and taken once")
  @Outcome(expect = FORBIDDEN, desc = "a slot was read before it was written, or lost")
  @State
  public static class Pushed {
    private final WorkDeque deque = new WorkDeque();

    /** The owner. */
    @Actor
    public void owner(II_Result result) {
      deque.push(7);
      result.r1 = deque.pop();
    }

    /** A thief. */
    @Actor
    public void thief(II_Result result) {
      result.r2 = deque.steal();
    }
  }
}
