// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber as a sink: items go to it as it asks for them. All signals come from the sink's
 * thread, the last from the keeper when that has ended, so they are never two at a time.
 *
 * @param <T> the items' type
 */
final class Outflow<T> implements Flow.Subscription, Sink<T> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // guarded by lock
  private long demand;
  // Written under lock, read by any; null once no more signals may be sent.
  private volatile Flow.@Nullable Subscriber<? super T> subscriber;
  // Written once before the subscriber is told, read by it.
  private volatile @Nullable Run run;

  Outflow(Flow.Subscriber<? super T> subscriber) {
    this.subscriber = subscriber;
  }

  void runs(Run it) {
    run = it;
  }

  @Override
  public void request(long n) {
    Run current = run;
    if (n <= 0) {
      if (current != null && subscriber != null) {
        current.fail(
            new IllegalArgumentException(
                "request: " + n + " (expected: > 0, by rule 3.9 of Reactive Streams)"));
      }
      return;
    }
    lock.lock();
    try {
      demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void cancel() {
    lock.lock();
    try {
      subscriber = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    Run current = run;
    if (current != null) {
      current.cancel();
    }
  }

  @Override
  public void accept(T item) throws InterruptedException {
    Flow.Subscriber<? super T> to = awaitDemand();
    if (to == null) {
      cancel();
      throw new CancellationException("subscriber: has cancelled");
    }
    try {
      to.onNext(item);
    } catch (Throwable e) {
      // Rule 2.13: who throws is to be treated as if it had cancelled.
      cancel();
      throw e;
    }
  }

  private Flow.@Nullable Subscriber<? super T> awaitDemand() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (demand == 0 && subscriber != null) {
        changed.await();
      }
      if (demand != Long.MAX_VALUE) {
        demand--;
      }
      return subscriber;
    } finally {
      lock.unlock();
    }
  }

  /** The pipeline has ended; the last signal. */
  void ended(@Nullable Throwable error) {
    Flow.Subscriber<? super T> to = subscriber;
    subscriber = null;
    if (to == null) {
      return;
    }
    if (error == null) {
      to.onComplete();
    } else {
      to.onError(error);
    }
  }
}
