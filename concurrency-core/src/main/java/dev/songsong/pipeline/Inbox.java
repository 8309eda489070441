// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A publisher as a source: asks for as many items as it has room for, and for more when the
 * pipeline has taken half of them.
 */
final class Inbox implements Feed.Source, Flow.Subscriber<Object> {
  private static final int MOST = 256;

  private record Ended(@Nullable Throwable error) {}

  /** No more is wanted. */
  private static final Object TOLD = new Object();

  private static final Flow.Subscription CANCELLED =
      new Flow.Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
      };

  private final Flow.Publisher<?> publisher;
  // As long as what was asked for: filled by the publisher, emptied by the source's thread.
  private final LinkedBlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
  private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
  // Asked for and not yet come; raised by the source's thread, lowered by the publisher.
  private final AtomicLong open = new AtomicLong();
  // Written by the source's thread before it subscribes, read by the publisher.
  private volatile int window = 1;

  Inbox(Flow.Publisher<?> publisher) {
    this.publisher = publisher;
  }

  @Override
  public void run(Feed feed) throws Exception {
    window = Math.min(MOST, feed.places());
    feed.pipeline().atSourceStop(() -> arrived.add(TOLD));
    subscribe();
    try {
      take(feed);
    } finally {
      Flow.Subscription current = subscription.getAndSet(CANCELLED);
      if (current != null) {
        current.cancel();
      }
    }
  }

  private void subscribe() {
    @SuppressWarnings("unchecked") // It takes any object that the publisher has.
    var any = (Flow.Publisher<Object>) publisher;
    any.subscribe(this);
  }

  private void take(Feed feed) throws Exception {
    int taken = 0;
    while (feed.ready()) {
      Object next = arrived.take();
      if (next == TOLD) {
        return;
      }
      if (next instanceof Ended(var error)) {
        subscription.set(CANCELLED);
        if (error != null) {
          throw new IllegalStateException("publisher: " + error, error);
        }
        return;
      }
      feed.put(next);
      taken++;
      if (2 * taken >= window) {
        ask(taken);
        taken = 0;
      }
    }
  }

  private void ask(int more) {
    Flow.Subscription current = subscription.get();
    if (current != null) {
      open.addAndGet(more);
      current.request(more);
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    requireNonNull(given, "subscription");
    if (subscription.compareAndSet(null, given)) {
      ask(window);
    } else {
      given.cancel();
    }
  }

  @Override
  public void onNext(Object item) {
    requireNonNull(item, "item");
    if (open.decrementAndGet() < 0) {
      arrived.add(
          new Ended(
              new IllegalStateException(
                  "gave more than was requested (expected: at most " + window + ")")));
      return;
    }
    arrived.add(item);
  }

  @Override
  public void onError(Throwable error) {
    arrived.add(new Ended(requireNonNull(error, "error")));
  }

  @Override
  public void onComplete() {
    arrived.add(new Ended(null));
  }
}
