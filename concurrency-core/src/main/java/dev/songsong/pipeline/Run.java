// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A running pipeline: its threads, and the keeper that ends it. */
final class Run implements RunningPipeline {
  /*
   * RUNNING -> STOPPING -> ENDED, or RUNNING -> ENDED when the last thread ends by itself.
   *
   * Any thread may stop the run: it notes the cause, sets stopping, and stops the queues, so that who
   * waits at one gives up. The rest is the keeper's, one thread: it interrupts the others, waits for
   * them a bounded time, names those that don't come, closes the executors, and completes the end.
   * So user code chained to the end runs on no stage's thread, and when the end is seen all are gone.
   */
  private static final int MOST_SUPPRESSED = 16;

  private record Watched(Thread thread, ItemWatch watch) {}

  private record Member(Thread thread, StageRun stage) {}

  private final Duration patience;
  // The lists are filled before the start and read by any thread after it.
  private final List<StageRun> stages = new ArrayList<>();
  private final List<Ring<?>> rings = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private final List<Watched> watches = new ArrayList<>();
  private final List<Runnable> atStart = new ArrayList<>();
  private final List<Runnable> atStop = new ArrayList<>();
  private final List<Runnable> atSourceStop = new ArrayList<>();
  private final List<Consumer<Boolean>> closers = new ArrayList<>();
  private final List<Consumer<@Nullable Throwable>> atEnd = new ArrayList<>();
  private final End end = new End();
  private final AtomicBoolean started = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // guarded by lock
  private int live;
  // guarded by lock
  private @Nullable Throwable cause;
  // Written under lock, read by any thread.
  private volatile boolean stopping;
  // Written by whoever stops the source, read by its thread.
  private volatile boolean sourceStopped;
  // Written once by start, read by any thread.
  private volatile long startedAt = System.nanoTime();
  // Written once by the keeper, read by any thread.
  private volatile long endedAt;

  Run(Duration patience) {
    this.patience = patience;
  }

  Duration patience() {
    return patience;
  }

  // How the assembly fills it, before the start.

  void add(StageRun stage) {
    stages.addFirst(stage);
  }

  <T> Ring<T> add(Ring<T> ring) {
    rings.add(ring);
    return ring;
  }

  /** A thread of a stage; the last of them to end tells the ring behind. */
  void add(StageRun stage, @Nullable Ring<?> out, boolean virtual, int number, Runnable body) {
    Thread.Builder kind = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    Thread thread =
        kind.name("pipeline-" + stage.name() + "-" + number)
            .unstarted(() -> {
              try {
                body.run();
              } catch (Throwable e) {
                fail(stage.failure(String.valueOf(e), e));
              } finally {
                if (stage.threadEnded() && out != null) {
                  out.feederEnded();
                }
                memberEnded();
              }
            });
    members.add(new Member(thread, stage));
  }

  void watchLast(ItemWatch watch) {
    watches.add(new Watched(members.getLast().thread, watch));
  }

  void atStart(Runnable action) {
    atStart.add(action);
  }

  /** What else must be told that the run stops; called by the keeper. */
  void atStop(Runnable action) {
    atStop.add(action);
  }

  void atSourceStop(Runnable action) {
    atSourceStop.add(action);
  }

  /** What must be closed after the threads have ended; true for in good order. */
  void closeAfter(Consumer<Boolean> closer) {
    closers.add(closer);
  }

  void atEnd(Consumer<@Nullable Throwable> action) {
    atEnd.add(action);
  }

  /** Starts the threads, the sink's first. */
  void start() {
    if (started.getAndSet(true)) {
      throw new IllegalStateException("pipeline: already started (expected: once)");
    }
    try {
      atStart.forEach(Runnable::run);
    } catch (Throwable e) {
      closers.forEach(closer -> closer.accept(false));
      throw e;
    }
    startedAt = System.nanoTime();
    lock.lock();
    try {
      live = members.size();
    } finally {
      lock.unlock();
    }
    try {
      members.forEach(member -> member.thread.start());
    } catch (Throwable e) {
      fail(new PipelineException("source", "a thread could not be started: " + e, e));
    }
    // Last, so that all threads it is to end have begun.
    Thread.ofPlatform().daemon().name("pipeline-keeper").start(this::keep);
  }

  // What threads of the pipeline call.

  boolean stopping() {
    return stopping;
  }

  boolean sourceStopped() {
    return sourceStopped;
  }

  /** Stops the run for this cause, or adds it to the first one. */
  void fail(Throwable error) {
    lock.lock();
    try {
      if (cause == null) {
        cause = error;
      } else if (cause != error && cause.getSuppressed().length < MOST_SUPPRESSED) {
        cause.addSuppressed(error);
      }
      stopping = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    rings.forEach(Ring::stop);
  }

  /** A thread doesn't stop: after a cancel this is the news, after a failure it adds to it. */
  private void failDeaf(PipelineException error) {
    lock.lock();
    try {
      if (cause instanceof CancellationException cancelled) {
        error.addSuppressed(cancelled);
        cause = error;
        return;
      }
    } finally {
      lock.unlock();
    }
    fail(error);
  }

  private void memberEnded() {
    lock.lock();
    try {
      live--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  // The keeper.

  private void keep() {
    try {
      awaitEndOrStop();
      if (stopping) {
        members.forEach(member -> member.thread.interrupt());
        atStop.forEach(Runnable::run);
        nameTheDeaf();
      }
      closers.forEach(closer -> closer.accept(!stopping));
    } catch (Throwable e) {
      fail(new PipelineException("keeper", String.valueOf(e), e));
    } finally {
      finish();
    }
  }

  private void awaitEndOrStop() throws InterruptedException {
    long every =
        watches.stream().mapToLong(w -> w.watch.lookEveryNanos()).min().orElse(Long.MAX_VALUE);
    while (awaitQuiet(every) > 0 && !stopping) {
      for (Watched watched : watches) {
        PipelineException wrong = watched.watch.look(watched.thread);
        if (wrong != null) {
          fail(wrong);
        }
      }
    }
  }

  /** Waits a while for the threads to end or the run to stop; how many threads are left. */
  private int awaitQuiet(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (live > 0 && !stopping && left > 0) {
        left = changed.awaitNanos(left);
      }
      return live;
    } finally {
      lock.unlock();
    }
  }

  private void nameTheDeaf() throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Member member : members) {
      long left = deadline - System.nanoTime();
      if (member.thread.isAlive() && !member.thread.join(Duration.ofNanos(Math.max(1, left)))) {
        failDeaf(member.stage.deaf(member.thread, "the pipeline's stop", patience));
      }
    }
  }

  private void finish() {
    endedAt = System.nanoTime();
    Throwable error = cause();
    for (Consumer<@Nullable Throwable> action : atEnd) {
      try {
        action.accept(error);
      } catch (Throwable e) {
        fail(new PipelineException("sink", "the subscriber threw: " + e, e));
        error = cause();
      }
    }
    end.reach(error);
  }

  private @Nullable Throwable cause() {
    lock.lock();
    try {
      return cause;
    } finally {
      lock.unlock();
    }
  }

  // The public face.

  @Override
  public PipelineStats stats() {
    long now = endedAt == 0 ? System.nanoTime() : endedAt;
    long elapsed = now - startedAt;
    return new PipelineStats(
        Duration.ofNanos(elapsed), stages.stream().map(s -> s.stats(now, elapsed)).toList());
  }

  @Override
  public void stopSource() {
    sourceStopped = true;
    atSourceStop.forEach(Runnable::run);
  }

  @Override
  public void cancel() {
    if (!stopping) {
      fail(new CancellationException("pipeline: cancelled"));
    }
  }

  @Override
  public void await() throws InterruptedException {
    end.await();
  }

  @Override
  public void await(Duration most) throws InterruptedException, TimeoutException {
    try {
      end.await(most);
    } catch (TimeoutException e) {
      throw new TimeoutException("pipeline: not ended after " + most + "\n" + stats());
    }
  }

  @Override
  public CompletableFuture<Void> toCompletableFuture() {
    return end.future();
  }

  @Override
  public void close() {
    if (!end.reached()) {
      cancel();
    }
    // A stage's own thread can't wait for itself to end.
    if (members.stream().noneMatch(member -> member.thread == Thread.currentThread())) {
      end.awaitQuietly();
    }
  }
}
