// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.core;

import dev.songsong.benchmarks.Effort;
import dev.songsong.pipeline.Pipeline;
import dev.songsong.pipeline.RunningPipeline;
import dev.songsong.pipeline.Stage;
import java.util.List;

/** Our pipeline from its source to its sink: one hand-over, by single items and by batches. */
final class PipelineProbe {
  private static final Stage SINGLE = Stage.threads(1).takingAtMost(1);
  private static final Stage BATCHED = Stage.threads(1);

  private PipelineProbe() {}

  public static void main(String[] args) throws Exception {
    switch (Effort.of(args)) {
      case CHECK -> {
        Lines.answer("sum", sum(SINGLE, QueueProbe.items(10_000)));
        Lines.answer("sum", sum(BATCHED, QueueProbe.items(10_000)));
      }
      case QUICK -> measure(3);
      case FULL -> measure(9);
    }
  }

  private static void measure(int runs) throws Exception {
    Lines.figure("SINGLE", nanosAnItem(SINGLE, QueueProbe.items(1_000_000), runs));
    Lines.figure("BATCHED", nanosAnItem(BATCHED, QueueProbe.items(5_000_000), runs));
  }

  private static double nanosAnItem(Stage sink, Long[] items, int runs) throws Exception {
    sum(sink, items);
    var nanos = new long[runs];
    for (int i = 0; i < runs; i++) {
      long start = System.nanoTime();
      long sum = sum(sink, items);
      nanos[i] = System.nanoTime() - start;
      Lines.check("sum", sum, Lines.sumBelow(items.length));
    }
    return (double) Lines.median(nanos) / items.length;
  }

  private static long sum(Stage sink, Long[] items) throws InterruptedException {
    // Written by the sink's one thread, read here after its end.
    var sum = new long[1];
    try (RunningPipeline run = Pipeline.from(List.of(items)).start(sink, item -> sum[0] += item)) {
      run.await();
    }
    return sum[0];
  }
}
