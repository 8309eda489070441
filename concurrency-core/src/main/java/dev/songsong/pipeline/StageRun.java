// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import dev.songsong.pipeline.FailurePolicy.DeadLetter;
import dev.songsong.pipeline.FailurePolicy.Fail;
import dev.songsong.pipeline.FailurePolicy.Skip;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A stage of a running pipeline: its queue, its meters, and what it says when something fails. */
final class StageRun {
  private final Run run;
  private final String name;
  private final int parallelism;
  private final @Nullable Ring<Object> in;
  private final FailurePolicy policy;
  // The meters whose waits are the stage's; all count items.
  private final List<Meter> timed;
  private final List<Meter> counting;
  // Threads that have not ended; lowered by each of them.
  private final AtomicInteger live;

  StageRun(
      Run run,
      String name,
      int parallelism,
      @Nullable Ring<Object> in,
      FailurePolicy policy,
      List<Meter> timed,
      List<Meter> counting) {
    this.run = run;
    this.name = name;
    this.parallelism = parallelism;
    this.in = in;
    this.policy = policy;
    this.timed = timed;
    this.counting = counting;
    this.live = new AtomicInteger(counting.size());
  }

  String name() {
    return name;
  }

  Run run() {
    return run;
  }

  /** A thread of the stage has ended; true for the last. */
  boolean threadEnded() {
    return live.decrementAndGet() == 0;
  }

  /** An item has failed: does what the policy says. */
  void itemFailed(Object item, Throwable error, Meter meter) {
    if (run.stopping() && error instanceof InterruptedException) {
      return;
    }
    meter.failed();
    if (error instanceof VirtualMachineError && !(error instanceof StackOverflowError)) {
      run.fail(failure("this JVM is in trouble: " + error, error));
      return;
    }
    switch (policy) {
      case Fail f ->
          run.fail(
              failure(
                  "an item failed: " + error + "; skipFailures() or deadLetters() go on without it",
                  error));
      case Skip s -> {}
      case DeadLetter(var letters) -> {
        try {
          letters.accept(new FailedItem(name, item, error));
        } catch (Throwable e) {
          e.addSuppressed(error);
          run.fail(failure("the consumer of dead letters threw: " + e, e));
        }
      }
    }
  }

  PipelineException failure(String message, @Nullable Throwable cause) {
    return new PipelineException(name, message, cause);
  }

  PipelineException deaf(Thread thread, String after, Duration patience) {
    return failure(
        "thread "
            + thread.getName()
            + " ignores its interrupt at "
            + position(thread)
            + " (expected: ends within "
            + patience
            + " of "
            + after
            + "); let InterruptedException through, or use Stage.processes, whose workers can be"
            + " killed",
        null);
  }

  PipelineException blocks(Thread thread, String where, Duration budget) {
    return failure(
        "declared non-blocking, but an item takes longer than "
            + budget
            + ": "
            + thread.getState()
            + " at "
            + where
            + " (expected: never waits); leave nonBlocking out, or use Stage.virtualThreads",
        null);
  }

  /** The line of code where a thread stands, the JDK's own left out where possible. */
  static String position(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    for (StackTraceElement frame : stack) {
      String module = frame.getModuleName();
      if (module == null || !module.startsWith("java.") && !module.startsWith("jdk.")) {
        return frame.toString();
      }
    }
    return stack.length == 0 ? "no code" : stack[0].toString();
  }

  StageStats stats(long now, long elapsed) {
    double total = Math.max(1, elapsed) * (double) timed.size();
    double waiting = share(total, meter -> meter.waitedNanos(now));
    double blocked = share(total, meter -> meter.blockedNanos(now));
    long ins = counting.stream().mapToLong(Meter::ins).sum();
    return new StageStats(
        name,
        parallelism,
        in == null ? 0 : in.held(),
        in == null ? 0 : in.capacity(),
        ins,
        counting.stream().mapToLong(Meter::outs).sum(),
        counting.stream().mapToLong(Meter::failures).sum(),
        Math.max(0, 1 - waiting - blocked),
        waiting,
        blocked,
        ins * 1e9 / Math.max(1, elapsed));
  }

  private double share(double total, ToLongFunction<Meter> nanos) {
    return Math.min(1, timed.stream().mapToLong(nanos).sum() / total);
  }
}
