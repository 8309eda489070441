// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import dev.songsong.exec.TaskException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One thread of a stage that works in this JVM. */
final class LocalWorker implements Runnable, Work.Out {
  // A thread takes about this much work at a time: so that others get theirs, places are given back
  // soon, and counters, which move once a chunk, are up to date.
  private static final long SHORT_NANOS = 25_000;
  private static final long LONG_NANOS = 100_000;
  private static final int FLUSH_AT = 64;

  private final StageRun stage;
  private final Run run;
  private final Work work;
  private final Ring<Object> in;
  private final @Nullable Ring<Object> out;
  private final @Nullable Reorder reorder;
  private final @Nullable ItemWatch watch;
  private final Meter meter;
  // Whether each result is handed on by itself, at once.
  private final boolean direct;
  private final boolean adapts;
  private final Claim claim;
  private int take;
  private @Nullable Object[] results = new Object[FLUSH_AT];
  private int count;
  // Results handed on and not yet told to the meter.
  private int given;

  LocalWorker(
      StageRun stage,
      Work work,
      Ring<Object> in,
      @Nullable Ring<Object> out,
      @Nullable Reorder reorder,
      @Nullable ItemWatch watch,
      Meter meter,
      boolean direct,
      int most) {
    this.stage = stage;
    this.run = stage.run();
    this.work = work;
    this.in = in;
    this.out = out;
    this.reorder = reorder;
    this.watch = watch;
    this.meter = meter;
    this.direct = direct;
    this.adapts = most > 1;
    this.claim = new Claim(most);
    this.take = 1;
  }

  @Override
  public void run() {
    while (in.claim(claim, take, Ring.FOREVER, meter) != Ring.END) {
      // Where items are taken one by one the clock would cost more than the rest.
      long start = adapts ? System.nanoTime() : 0;
      for (int i = 0; i < claim.count; i++) {
        Object item = claim.items[i];
        claim.items[i] = null;
        // An interrupt that the last item left behind isn't the next one's; a stop's comes after.
        Thread.interrupted();
        if (run.stopping() || item == null) {
          return;
        }
        one(item);
      }
      meter.in(claim.count);
      if (adapts) {
        adapt(System.nanoTime() - start);
      }
      handOn();
    }
  }

  private void one(Object item) {
    if (watch != null) {
      watch.begin();
    }
    Throwable failure = null;
    try {
      work.on(item, this);
    } catch (Throwable e) {
      failure = e;
    }
    if (watch != null && watch.end() && failure != null) {
      failure = new TaskException("item ran longer than its time limit", failure);
    }
    if (failure != null) {
      stage.itemFailed(item, failure, meter);
    }
  }

  private void adapt(long nanos) {
    if (nanos < SHORT_NANOS && claim.count == take) {
      take = Math.min(claim.items.length, take * 2);
    } else if (nanos > LONG_NANOS) {
      take = Math.max(1, take / 2);
    }
  }

  @Override
  public boolean give(@Nullable Object result) {
    if (out == null) {
      return true;
    }
    Object present = Work.present(result);
    if (direct) {
      given++;
      return out.put(present, meter);
    }
    if (count == results.length) {
      if (reorder == null) {
        flush(out);
      } else {
        results = Arrays.copyOf(results, 2 * count);
      }
    }
    results[count++] = present;
    return !run.stopping();
  }

  private void flush(Ring<Object> to) {
    meter.out(count);
    to.putAll(results, count, meter);
    Arrays.fill(results, 0, count, null);
    count = 0;
  }

  private void handOn() {
    if (reorder != null) {
      meter.out(count);
      reorder.finished(claim, results, count, meter);
      results = new Object[Math.max(1, claim.items.length)];
      count = 0;
      return;
    }
    if (direct) {
      meter.out(given);
      given = 0;
    } else if (out != null) {
      flush(out);
    }
    in.release(claim.count);
  }
}
