// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** The steps of {@link PooledTask} that two threads race for, on real hardware. */
public final class PooledTaskStress {
  private PooledTaskStress() {}

  /** A result and a cancellation race: one ends the task, and the other hears that it came late. */
  @JCStressTest
  @Outcome(id = "true, false, SUCCESS", expect = ACCEPTABLE, desc = "done")
  @Outcome(id = "false, true, CANCELLED", expect = ACCEPTABLE, desc = "cancelled")
  @Outcome(expect = FORBIDDEN, desc = "two ends, or none")
  @State
  public static class OneEnd {
    private final PooledTask<Integer> task = Tasks.taken();

    /** The runner. */
    @Actor
    public void runner(ZZL_Result result) {
      result.r1 = task.finish(new dev.songsong.exec.Outcome.Done<>(1));
    }

    /** Who doesn't want it any more. */
    @Actor
    public void canceller(ZZL_Result result) {
      result.r2 = task.cancel(true);
    }

    /** How it ended. */
    @Arbiter
    public void look(ZZL_Result result) {
      result.r3 = task.state().name();
    }
  }

  /** Begun or cancelled before: never begun when the canceller was told that it wasn't. */
  @JCStressTest
  @Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "cancelled while running")
  @Outcome(id = "false, true, true", expect = ACCEPTABLE, desc = "cancelled before it began")
  @Outcome(expect = FORBIDDEN, desc = "the cancellation was lost")
  @State
  public static class StartOrCancel {
    private final PooledTask<Integer> task = Tasks.taken();

    /** The runner. */
    @Actor
    public void runner(ZZZ_Result result) {
      result.r1 = task.start();
    }

    /** Who doesn't want it any more. */
    @Actor
    public void canceller(ZZZ_Result result) {
      result.r2 = task.cancel(true);
    }

    /** Whether it ended. */
    @Arbiter
    public void look(ZZZ_Result result) {
      result.r3 = task.isDone() && !task.backToQueue();
    }
  }

  /** Leave to interrupt, once given, is not taken back by another canceller. */
  @JCStressTest
  @Outcome(
      id = {"true, false, true", "false, true, true"},
      expect = ACCEPTABLE,
      desc = "stays")
  @Outcome(expect = FORBIDDEN, desc = "forgotten, or cancelled twice")
  @State
  public static class LeaveStays {
    private final PooledTask<Integer> task = Tasks.taken();

    /** Gives leave. */
    @Actor
    public void firm(ZZZ_Result result) {
      result.r1 = task.cancel(true);
    }

    /** Gives none. */
    @Actor
    public void gentle(ZZZ_Result result) {
      result.r2 = task.cancel(false);
    }

    /** Whether the runner sees it. */
    @Arbiter
    public void look(ZZZ_Result result) {
      result.r3 = task.cancelledByForce();
    }
  }
}
