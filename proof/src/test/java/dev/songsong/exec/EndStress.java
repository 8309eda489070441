// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Ends that somebody waits for: of a {@link Promise}, and of all tasks in a {@link LifeCycle}. */
public final class EndStress {
  private EndStress() {}

  /** Who ends the task and who begins to wait for it: one of the two sees the other. */
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "told")
  @Outcome(expect = FORBIDDEN, desc = "waits for ever")
  @State
  public static class WaiterIsTold {
    private final PooledTask<Integer> task = Tasks.taken();
    private @Nullable CompletableFuture<Integer> waiter;

    /** The runner. */
    @Actor
    public void runner() {
      task.finish(new dev.songsong.exec.Outcome.Done<>(1));
    }

    /** The first who waits. */
    @Actor
    public void waiter() {
      waiter = task.toCompletableFuture();
    }

    /** Whether it has heard. */
    @Arbiter
    public void look(Z_Result result) {
      CompletableFuture<Integer> future = waiter;
      result.r1 = future != null && future.isDone();
    }
  }

  /** A task that was let in is never overlooked by who closes. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "let in, and seen")
  @Outcome(
      id = {"false, true", "false, false"},
      expect = ACCEPTABLE,
      desc = "refused")
  @Outcome(expect = FORBIDDEN, desc = "let in, and overlooked")
  @State
  public static class NoneIsOverlooked {
    private final LifeCycle life = new LifeCycle();

    /** A submitter. */
    @Actor
    public void submitter(ZZ_Result result) {
      result.r1 = life.enter(1);
    }

    /** Who closes, and looks whether there is anything to wait for. */
    @Actor
    public void closer(ZZ_Result result) {
      life.close();
      result.r2 = life.inside() == 0;
    }
  }
}
