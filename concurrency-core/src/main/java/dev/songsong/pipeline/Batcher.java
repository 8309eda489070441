// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import java.util.ArrayList;
import java.util.List;

/** The thread that puts items together into lists. */
final class Batcher implements Runnable {
  private static final int TAKE = 256;

  private final Run run;
  private final Batching<Object> batching;
  private final Ring<Object> in;
  private final Ring<Object> out;
  private final Meter meter;
  private final Claim claim = new Claim(TAKE);
  private List<Object> batch = new ArrayList<>();
  private long cost;
  private long deadline = Ring.FOREVER;

  Batcher(Run run, Batching<Object> batching, Ring<Object> in, Ring<Object> out, Meter meter) {
    this.run = run;
    this.batching = batching;
    this.in = in;
    this.out = out;
    this.meter = meter;
  }

  @Override
  public void run() {
    int taken = in.claim(claim, TAKE, deadline, meter);
    while (taken != Ring.END) {
      if (taken == 0) {
        handOn();
      }
      for (int i = 0; i < taken; i++) {
        add(Work.present(claim.items[i]));
        claim.items[i] = null;
      }
      meter.in(taken);
      // Released though they are still here: a batch may be larger than the queue.
      in.release(taken);
      if (deadline != Ring.FOREVER && System.nanoTime() - deadline >= 0) {
        // The queue may never be empty when the time is over.
        handOn();
      }
      taken = in.claim(claim, TAKE, deadline, meter);
    }
    if (!run.stopping()) {
      handOn();
    }
  }

  private void add(Object item) {
    long more = batching.costOf().applyAsLong(item);
    if (more < 0) {
      throw new IllegalStateException("costOf: " + more + " (expected: >= 0) for " + item);
    }
    if (!batch.isEmpty() && more > batching.cost() - cost) {
      handOn();
    }
    if (batch.isEmpty() && batching.linger().isPresent()) {
      deadline = System.nanoTime() + batching.linger().get().toNanos();
    }
    batch.add(item);
    cost += more;
    if (batch.size() >= batching.count() || cost >= batching.cost()) {
      handOn();
    }
  }

  private void handOn() {
    if (!batch.isEmpty()) {
      out.put(List.copyOf(batch), meter);
      meter.out(1);
      batch = new ArrayList<>();
    }
    cost = 0;
    deadline = Ring.FOREVER;
  }
}
