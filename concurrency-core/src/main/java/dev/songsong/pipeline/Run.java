// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A running pipeline: its stages and queues, and what its threads and its owner ask of it. */
final class Run implements RunningPipeline {
  /*
   * RUNNING -> STOPPING -> ENDED, or RUNNING -> ENDED when the last thread ends by itself.
   *
   * Any thread may stop the run: it notes the cause, sets stopping (both in Fate), and stops the queues,
   * so that who waits at one gives up. The rest is the Keeper's, one thread: it interrupts the others, waits for
   * them a bounded time, names those that don't come, closes the executors, and completes the end.
   * So user code chained to the end runs on no stage's thread, and when the end is seen all are gone.
   */
  private final Duration patience;
  private final Fate fate = new Fate();
  private final Keeper keeper;
  // The lists are filled before the start and read by any thread after it.
  private final List<StageRun> stages = new ArrayList<>();
  private final List<Ring<?>> rings = new ArrayList<>();
  private final List<Runnable> atStart = new ArrayList<>();
  private final List<Consumer<@Nullable Throwable>> atEnd = new ArrayList<>();
  // Added to by the sources' threads, run by whoever stops the source.
  private final List<Runnable> atSourceStop = new CopyOnWriteArrayList<>();
  private final End end = new End();
  private final AtomicBoolean started = new AtomicBoolean();
  // Written by whoever stops the source or the run, read by the source's thread.
  private volatile boolean sourceStopped;
  // Written once by start, read by any thread.
  private volatile long startedAt = System.nanoTime();
  // Written once by the keeper, read by any thread.
  private volatile long endedAt;

  Run(Duration patience) {
    this.patience = patience;
    this.keeper = new Keeper(this, fate, patience);
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
                fate.threadEnded();
              }
            });
    keeper.add(thread, stage);
  }

  void watchLast(ItemWatch watch) {
    keeper.watchLast(watch);
  }

  void atStart(Runnable action) {
    atStart.add(action);
  }

  /** What else must be told that the run stops; called by the keeper. */
  void atStop(Runnable action) {
    keeper.atStop(action);
  }

  /** What must be closed after the threads have ended; true for in good order. */
  void closeAfter(Consumer<Boolean> closer) {
    keeper.closeAfter(closer);
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
      keeper.closeAll(false);
      throw e;
    }
    startedAt = System.nanoTime();
    keeper.startThreads();
  }

  // What threads of the pipeline call.

  boolean stopping() {
    return fate.stopping();
  }

  boolean sourceStopped() {
    return sourceStopped;
  }

  /** Whoever stops the source runs this; a source that comes too late finds it stopped. */
  void atSourceStop(Runnable action) {
    atSourceStop.add(action);
  }

  /** Stops the run for this cause, or adds it to the first one. */
  void fail(Throwable error) {
    fate.stops(error);
    sourceStopped = true;
    rings.forEach(Ring::stop);
  }

  /** All threads have ended, or were given up; called by the keeper. */
  void ended() {
    endedAt = System.nanoTime();
    Throwable error = fate.cause();
    for (Consumer<@Nullable Throwable> action : atEnd) {
      try {
        action.accept(error);
      } catch (Throwable e) {
        fail(new PipelineException("sink", "the subscriber threw: " + e, e));
        error = fate.cause();
      }
    }
    end.reach(error);
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
    if (!fate.stopping()) {
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
    if (!keeper.keepsThisThread()) {
      end.awaitQuietly();
    }
  }
}
