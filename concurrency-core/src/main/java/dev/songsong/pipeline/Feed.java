// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/** The source's thread: lets the source give items as long as there is room. */
final class Feed implements Runnable, Sink<Object> {

  /** Where items come from; run once, on the source's thread. */
  @FunctionalInterface
  interface Source {
    void run(Feed feed) throws Exception;
  }

  private final StageRun stage;
  private final Run run;
  private final Source source;
  private final Ring<Object> out;
  private final Meter meter;

  Feed(StageRun stage, Source source, Ring<Object> out, Meter meter) {
    this.stage = stage;
    this.run = stage.run();
    this.source = source;
    this.out = out;
    this.meter = meter;
  }

  /** A source that asks for the next item only when there is room for it. */
  static Source iterating(Supplier<? extends Iterator<?>> items) {
    return feed -> {
      Iterator<?> all = items.get();
      while (feed.ready() && all.hasNext()) {
        feed.put(all.next());
      }
    };
  }

  Run pipeline() {
    return run;
  }

  int places() {
    return out.capacity();
  }

  /** Waits for room; false when no more items are wanted. */
  boolean ready() {
    return !run.sourceStopped() && out.awaitRoom(meter);
  }

  /** Gives an item, waiting for room; false when the pipeline has stopped instead. */
  boolean put(Object item) {
    if (item == null) {
      throw new NullPointerException("item: null (expected: a value); leave such items out");
    }
    meter.in(1);
    if (!out.put(item, meter)) {
      return false;
    }
    meter.out(1);
    return true;
  }

  @Override
  public void accept(Object item) {
    if (run.sourceStopped() || !put(item)) {
      throw new CancellationException("pipeline: stopped; let this exception pass");
    }
  }

  @Override
  public void run() {
    try {
      source.run(this);
    } catch (Throwable e) {
      boolean told = e instanceof CancellationException && run.sourceStopped();
      boolean stopped =
          run.stopping()
              && (e instanceof CancellationException || e instanceof InterruptedException);
      if (!told && !stopped) {
        run.fail(stage.failure("threw: " + e, e));
      }
    }
  }
}
