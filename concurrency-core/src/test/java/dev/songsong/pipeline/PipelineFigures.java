// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Measures what handing an item from one thread to another costs: by a hand-rolled loop over an
 * {@link ArrayBlockingQueue}, by a pipeline item by item, and by a pipeline as it is. The three run
 * in turns, there and back, in one JVM; each answer is checked before its time counts.
 */
public final class PipelineFigures {
  private static final int ITEMS = 5_000_000;
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 9;
  private static final long SUM = (long) ITEMS * (ITEMS - 1) / 2;

  private interface Way {
    long sum() throws InterruptedException;
  }

  private PipelineFigures() {}

  /** Prints the figures. */
  public static void main(String[] args) throws InterruptedException {
    List<String> names = List.of("hand-rolled queue", "pipeline, one by one", "pipeline");
    List<Way> ways = List.of(PipelineFigures::queue, () -> pipeline(1), () -> pipeline(256));
    var nanos = new double[ways.size()][2 * ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      for (int i = 0; i < ways.size(); i++) {
        double there = measured(ways.get(i));
        if (round >= 0) {
          nanos[i][2 * round] = there;
        }
      }
      for (int i = ways.size() - 1; i >= 0; i--) {
        double back = measured(ways.get(i));
        if (round >= 0) {
          nanos[i][2 * round + 1] = back;
        }
      }
    }
    for (int i = 0; i < ways.size(); i++) {
      Arrays.sort(nanos[i]);
      System.out.printf(
          Locale.ROOT,
          "%-22s ns an item: median %5.1f, lowest %5.1f, highest %5.1f%n",
          names.get(i),
          nanos[i][ROUNDS],
          nanos[i][0],
          nanos[i][2 * ROUNDS - 1]);
    }
  }

  private static double measured(Way way) throws InterruptedException {
    long start = System.nanoTime();
    long sum = way.sum();
    long nanos = System.nanoTime() - start;
    if (sum != SUM) {
      throw new AssertionError("sum: " + sum + " (expected: " + SUM + ")");
    }
    return (double) nanos / ITEMS;
  }

  private static long queue() throws InterruptedException {
    var queue = new ArrayBlockingQueue<Integer>(Stage.DEFAULT_QUEUE);
    Thread producer =
        Thread.ofPlatform()
            .start(() -> {
              try {
                for (int i = 0; i < ITEMS; i++) {
                  queue.put(i);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    long sum = 0;
    for (int i = 0; i < ITEMS; i++) {
      sum += queue.take();
    }
    producer.join();
    return sum;
  }

  private static long pipeline(int take) throws InterruptedException {
    // Written by the sink's thread, read here after its end.
    var sum = new long[1];
    Pipeline<Integer> numbers =
        Pipeline.fromLoop(out -> {
          for (int i = 0; i < ITEMS; i++) {
            out.accept(i);
          }
        });
    try (var run = numbers.start(Stage.threads(1).takingAtMost(take), i -> sum[0] += i)) {
      run.await();
    }
    return sum[0];
  }
}
