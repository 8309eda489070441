// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.Mode;
import dev.songsong.exec.Outcome;
import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.WorkerDied;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.PoolListener;
import dev.songsong.exec.WorkerOptions;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Broken: the producer is faster than the consumer, and the queue between them takes whatever
 * comes. What lies in it is the heap. The cure is {@link E13BoundedQueue}.
 *
 * <p>It runs in a worker with a small heap, so that only the worker suffers.
 */
public final class E13BrokenEndlessQueue {
  private static final int ITEMS = 1000;
  private static final int BYTES_EACH = 64 * 1024;

  private E13BrokenEndlessQueue() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    try (var pool =
        ParallelExecutor.builder(Mode.PROCESSES)
            .processes(1)
            .workers(WorkerOptions.DEFAULT.withHeapMiB(32))
            .listener(new NoLastWords())
            .build()) {
      System.out.println(
          "in a heap of 32 MiB: "
              + tell(pool.submit(E13BrokenEndlessQueue::produceAndConsume).outcome()));
    }
  }

  private static int produceAndConsume() throws InterruptedException {
    BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>(); // room for 2,147,483,647
    int[] consumed = {0}; // written by the consumer, read after it has ended
    Thread consumer = Thread.ofVirtual().start(() -> consumed[0] = consume(queue));
    try {
      for (int i = 0; i < ITEMS; i++) {
        queue.put(new byte[BYTES_EACH]);
      }
      consumer.join();
    } finally {
      consumer.interrupt();
    }
    return consumed[0];
  }

  private static int consume(BlockingQueue<byte[]> queue) {
    int consumed = 0;
    try {
      for (; consumed < ITEMS; consumed++) {
        queue.take();
        Thread.sleep(2); // slower than the producer
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return consumed;
  }

  private static String tell(Outcome<Integer> outcome) {
    return switch (outcome) {
      case Done<Integer>(var consumed) -> consumed + " consumed";
      case WorkerDied<Integer>(var cause) -> "the worker died, " + cause.reason();
      default -> "unexpected: " + outcome;
    };
  }

  /** Keeps what the dying JVM says from the output. */
  private static final class NoLastWords implements PoolListener {
    @Override
    public void workerOutput(String worker, boolean stderr, String line) {}
  }
}

// Output:
// in a heap of 32 MiB: the worker died, out of memory
