// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.PoolListener;
import dev.songsong.exec.Task;
import java.util.Queue;

/** What the pool's threads tell the job's thread, which alone writes the manifest. */
sealed interface JobEvent {

  /** An attempt began. */
  record Started(long task, String worker, long nanos) implements JobEvent {}

  /** A file has ended once and for all. */
  record Ended(long task, Outcome<?> outcome, long nanos) implements JobEvent {}

  /** The job shall stop. */
  record Stop(String why) implements JobEvent {}

  /** A listener that puts what it hears into the queue and returns at once. */
  static PoolListener into(Queue<JobEvent> queue) {
    return new PoolListener() {
      @Override
      public void taskStarted(Task<?> task, String worker) {
        queue.add(new Started(task.id(), worker, System.nanoTime()));
      }

      @Override
      public void taskEnded(Task<?> task, Outcome<?> outcome) {
        queue.add(new Ended(task.id(), outcome, System.nanoTime()));
      }

      @Override
      public void workerOutput(String worker, boolean stderr, String line) {
        // Decoders chatter; what matters of it is in the outcome or in the death's last lines.
      }
    };
  }
}
