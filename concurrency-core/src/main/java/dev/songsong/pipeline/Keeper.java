// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The thread that ends a run: it waits for the others to end or the run to stop, looks at the
 * limits of their items meanwhile, then closes what the run has opened.
 */
final class Keeper implements Runnable {
  private record Watched(Thread thread, ItemWatch watch) {}

  private record Member(Thread thread, StageRun stage) {}

  private final Run run;
  private final Fate fate;
  private final Duration patience;
  // The lists are filled before the start and read by any thread after it.
  private final List<Member> members = new ArrayList<>();
  private final List<Watched> watches = new ArrayList<>();
  private final List<Runnable> atStop = new ArrayList<>();
  private final List<Consumer<Boolean>> closers = new ArrayList<>();

  Keeper(Run run, Fate fate, Duration patience) {
    this.run = run;
    this.fate = fate;
    this.patience = patience;
  }

  // How the assembly fills it, before the start.

  void add(Thread thread, StageRun stage) {
    members.add(new Member(thread, stage));
  }

  void watchLast(ItemWatch watch) {
    watches.add(new Watched(members.getLast().thread, watch));
  }

  void atStop(Runnable action) {
    atStop.add(action);
  }

  void closeAfter(Consumer<Boolean> closer) {
    closers.add(closer);
  }

  // What the run calls.

  void startThreads() {
    fate.begins(members.size());
    try {
      members.forEach(member -> member.thread.start());
    } catch (Throwable e) {
      run.fail(new PipelineException("source", "a thread could not be started: " + e, e));
    }
    try {
      // Last, so that all threads it is to end have begun.
      Thread.ofPlatform().daemon().name("pipeline-keeper").start(this);
    } catch (Throwable e) {
      run.fail(new PipelineException("keeper", "its thread could not be started: " + e, e));
      // Then the caller ends it, in a bounded time, since it stops.
      run();
    }
  }

  boolean keepsThisThread() {
    return members.stream().anyMatch(member -> member.thread == Thread.currentThread());
  }

  /** Closes what the run has opened; one that fails doesn't keep the others open. */
  void closeAll(boolean inGoodOrder) {
    for (Consumer<Boolean> closer : closers) {
      try {
        closer.accept(inGoodOrder);
      } catch (Throwable e) {
        run.fail(new PipelineException("keeper", "an executor was not closed: " + e, e));
      }
    }
  }

  @Override
  public void run() {
    try {
      awaitEndOrStop();
      if (fate.stopping()) {
        members.forEach(member -> member.thread.interrupt());
        atStop.forEach(Runnable::run);
        nameTheDeaf();
      }
    } catch (Throwable e) {
      run.fail(new PipelineException("keeper", String.valueOf(e), e));
    } finally {
      closeAll(!fate.stopping());
      run.ended();
    }
  }

  private void awaitEndOrStop() throws InterruptedException {
    long every =
        watches.stream().mapToLong(w -> w.watch.lookEveryNanos()).min().orElse(Long.MAX_VALUE);
    while (fate.awaitQuiet(every) > 0 && !fate.stopping()) {
      for (Watched watched : watches) {
        PipelineException wrong = watched.watch.look(watched.thread);
        if (wrong != null) {
          run.fail(wrong);
        }
      }
    }
  }

  private void nameTheDeaf() throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Member member : members) {
      long left = deadline - System.nanoTime();
      if (member.thread.isAlive() && !member.thread.join(Duration.ofNanos(Math.max(1, left)))) {
        fate.isDeaf(member.stage.deaf(member.thread, "the pipeline's stop", patience));
      }
    }
  }
}
