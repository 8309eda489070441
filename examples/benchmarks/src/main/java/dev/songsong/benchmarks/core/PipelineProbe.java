// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.core;

import dev.songsong.benchmarks.Effort;
import dev.songsong.benchmarks.Lines;
import dev.songsong.pipeline.Pipeline;
import dev.songsong.pipeline.RunningPipeline;
import dev.songsong.pipeline.Stage;
import java.util.Arrays;
import java.util.List;

/** Our pipeline from its source to its sink: one hand-over, by single items and by batches. */
final class PipelineProbe {
  private static final Stage SINGLE = Stage.threads(1).takingAtMost(1);
  private static final Stage BATCHED = Stage.threads(1);

  private PipelineProbe() {}

  public static void main(String[] args) throws Exception {
    switch (Effort.of(args)) {
      case CHECK -> {
        Lines.answer("sum", sum(SINGLE, items(10_000)));
        Lines.answer("sum", sum(BATCHED, items(10_000)));
      }
      case QUICK -> measure(5);
      case FULL -> measure(21);
    }
  }

  private static void measure(int runs) throws Exception {
    Lines.figure("SINGLE", nanosAnItem(SINGLE, items(1_000_000), runs));
    Lines.figure("BATCHED", nanosAnItem(BATCHED, items(QueueProbe.MANY), runs));
  }

  private static List<Long> items(int count) {
    return Arrays.asList(QueueProbe.items(count));
  }

  private static double nanosAnItem(Stage sink, List<Long> items, int runs) throws Exception {
    return QueueProbe.nanosAnItem(runs, items.size(), () -> sum(sink, items));
  }

  private static long sum(Stage sink, List<Long> items) throws InterruptedException {
    // Written by the sink's one thread, read here after its end.
    var sum = new long[1];
    try (RunningPipeline run = Pipeline.from(items).start(sink, item -> sum[0] += item)) {
      run.await();
    }
    return sum[0];
  }
}
