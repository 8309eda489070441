// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Function;

/**
 * Measures what a pipeline costs an item against the same threads and queues made by hand: one
 * {@link ArrayBlockingQueue} of the same capacity a hand-over, one platform thread a part.
 *
 * <p>Two shapes: source and sink (one hand-over), and source, one stage and sink (two). Three ways:
 * by hand, by a pipeline that hands over item by item, by a pipeline as it is. All run in turns,
 * there and back, in one JVM; each answer is checked before its time counts. The ratio is that of
 * two neighbours in time, so that a box that changes its speed changes both.
 *
 * <p>Arguments: rounds (9), items (5,000,000).
 */
public final class PipelineFigures {
  private static final int WARM_UP = 3;

  private final int items;
  private final int rounds;

  private interface Way {
    long sum() throws InterruptedException;
  }

  private record Named(String name, Way way) {}

  private PipelineFigures(int rounds, int items) {
    this.rounds = rounds;
    this.items = items;
  }

  /** Prints the figures. */
  public static void main(String[] args) throws InterruptedException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 9;
    var figures =
        new PipelineFigures(rounds, args.length > 1 ? Integer.parseInt(args[1]) : 5_000_000);
    System.out.println(
        "nanoseconds an item: median, lowest and highest; ratio to by hand: likewise");
    figures.compare(
        "source -> sink, 2 threads",
        new Named("by hand", figures::twoByHand),
        new Named("pipeline, one by one", () -> figures.two(Stage.threads(1).takingAtMost(1))),
        new Named("pipeline", () -> figures.two(Stage.threads(1))));
    figures.compare(
        "source -> stage -> sink, 3 threads",
        new Named("by hand", figures::threeByHand),
        new Named("pipeline, one by one", () -> figures.three(Stage.threads(1).takingAtMost(1))),
        new Named("pipeline", () -> figures.three(Stage.threads(1))));
  }

  private void compare(String shape, Named... ways) throws InterruptedException {
    var nanos = new double[ways.length][2 * rounds];
    for (int round = -WARM_UP; round < rounds; round++) {
      for (int i = 0; i < 2 * ways.length; i++) {
        int way = i < ways.length ? i : 2 * ways.length - 1 - i;
        double measured = measured(ways[way].way);
        if (round >= 0) {
          nanos[way][2 * round + i / ways.length] = measured;
        }
      }
    }
    System.out.println(shape);
    for (int i = 0; i < ways.length; i++) {
      var ratios = new double[2 * rounds];
      for (int j = 0; j < ratios.length; j++) {
        ratios[j] = nanos[i][j] / nanos[0][j];
      }
      System.out.printf(
          Locale.ROOT, "  %-22s %s   %s%n", ways[i].name, spread(nanos[i].clone()), spread(ratios));
    }
  }

  private static String spread(double[] values) {
    Arrays.sort(values);
    return String.format(
        Locale.ROOT,
        "%6.2f (%6.2f to %6.2f)",
        values[values.length / 2],
        values[0],
        values[values.length - 1]);
  }

  private double measured(Way way) throws InterruptedException {
    long start = System.nanoTime();
    long sum = way.sum();
    long nanos = System.nanoTime() - start;
    long expected = (long) items * (items - 1) / 2;
    if (sum != expected) {
      throw new AssertionError("sum: " + sum + " (expected: " + expected + ")");
    }
    return (double) nanos / items;
  }

  private static Integer same(Integer item) {
    return item;
  }

  private interface Body {
    void run() throws InterruptedException;
  }

  private static Thread started(Body body) {
    return Thread.ofPlatform()
        .start(() -> {
          try {
            body.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void fill(ArrayBlockingQueue<Integer> queue) throws InterruptedException {
    for (int i = 0; i < items; i++) {
      queue.put(i);
    }
  }

  private long drain(ArrayBlockingQueue<Integer> queue) throws InterruptedException {
    long sum = 0;
    for (int i = 0; i < items; i++) {
      sum += queue.take();
    }
    return sum;
  }

  private long twoByHand() throws InterruptedException {
    var queue = new ArrayBlockingQueue<Integer>(Stage.DEFAULT_QUEUE);
    Thread source = started(() -> fill(queue));
    long sum = drain(queue);
    source.join();
    return sum;
  }

  private long threeByHand() throws InterruptedException {
    var first = new ArrayBlockingQueue<Integer>(Stage.DEFAULT_QUEUE);
    var second = new ArrayBlockingQueue<Integer>(Stage.DEFAULT_QUEUE);
    Function<Integer, Integer> work = PipelineFigures::same;
    Thread source = started(() -> fill(first));
    Thread stage =
        started(() -> {
          for (int i = 0; i < items; i++) {
            second.put(work.apply(first.take()));
          }
        });
    long sum = drain(second);
    source.join();
    stage.join();
    return sum;
  }

  private Pipeline<Integer> numbers() {
    return Pipeline.fromLoop(out -> {
      for (int i = 0; i < items; i++) {
        out.accept(i);
      }
    });
  }

  private static long sum(Pipeline<Integer> pipeline, Stage how) throws InterruptedException {
    // Written by the sink's thread, read here after its end.
    var sum = new long[1];
    try (var run = pipeline.start(how, i -> sum[0] += i)) {
      run.await();
    }
    return sum[0];
  }

  private long two(Stage how) throws InterruptedException {
    return sum(numbers(), how);
  }

  private long three(Stage how) throws InterruptedException {
    return sum(numbers().stage("same", how, PipelineFigures::same), how);
  }
}
