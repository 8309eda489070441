// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import org.jetbrains.lincheck.datastructures.Operation;

/**
 * A task's life: one runner moves it, and anybody cancels it and looks. However the steps fall, all
 * see the same life, and it ends once.
 */
public class PooledTaskModel {
  private final Runner runner = Tasks.runner();
  private final PooledTask<Integer> task = Tasks.task(1);

  /** The runner's. */
  @Operation(nonParallelGroup = "runner")
  public boolean take() {
    return task.take(runner);
  }

  /** The runner's. */
  @Operation(nonParallelGroup = "runner")
  public boolean start() {
    return task.start();
  }

  /** The runner's. */
  @Operation(nonParallelGroup = "runner")
  public boolean backToQueue() {
    return task.backToQueue();
  }

  /** The runner's. */
  @Operation(nonParallelGroup = "runner")
  public boolean finish() {
    return task.finish(new Outcome.Done<>(1));
  }

  /** Anybody's. */
  @Operation
  public boolean cancel() {
    return task.cancel(true);
  }

  /** Anybody's. */
  @Operation
  public boolean isDone() {
    return task.isDone();
  }

  /** Anybody's. */
  @Operation
  public String state() {
    return task.state().name();
  }
}
