// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import dev.songsong.exec.Outcome.Failed;
import dev.songsong.exec.Outcome.WorkerDied;
import java.util.function.Supplier;

/** What becomes of tasks whose worker was lost: they end, or go back to the queue's front. */
final class Losses {
  private final TaskQueue queue;

  Losses(TaskQueue queue) {
    this.queue = queue;
  }

  /** How the worker died; whatever goes wrong in finding out, its tasks must not hang for that. */
  WorkerDeath orUnknown(Worker lost, Supplier<WorkerDeath> death) {
    try {
      return death.get();
    } catch (Throwable e) {
      return WorkerDeath.unknown(lost.name(), lost.pid(), "how it ended is unknown: " + e);
    }
  }

  /** The task never began, and it was not its fault. */
  void giveBack(PooledTask<?> task) {
    if (task.backToQueue()) {
      queue.addFirst(task);
    }
  }

  /** The task was running: it ends as its worker did, unless it may be tried again. */
  <T> void endOrRetry(PooledTask<T> task, WorkerDeath death) {
    if (task.overdue() || task.attempt() >= task.options().attempts()) {
      task.finishAttempt(new WorkerDied<>(death));
    } else {
      giveBack(task);
    }
  }

  /** The task never began: it is sent again, unless worker after worker was lost on its account. */
  <T> void sendAgain(PooledTask<T> task, WorkerDeath death) {
    if (!task.mayBeSentAgain()) {
      task.finish(new WorkerDied<>(death));
    } else {
      giveBack(task);
    }
  }

  /** No worker could be had; whatever the error is, neither the task nor its slot may hang. */
  <T> void withoutWorker(PooledTask<T> task, Throwable why) {
    if (why instanceof WorkerDiedException died) {
      sendAgain(task, died.death());
    } else {
      task.finish(new Failed<>(why));
    }
  }
}
