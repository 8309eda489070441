// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all connections of one event loop twice a second. A timer for each connection would cost
 * a change of the loop's queue with each request; this costs a request nothing. When it takes long,
 * it pauses, so that requests are read and answered meanwhile.
 *
 * <p>All but {@link #start}, {@link #stop} and what metrics ask for is for the loop's thread alone.
 */
final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
  private static final long PERIOD_MILLIS = 500;
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);

  /** Many that came together are late together, and to end one takes much longer than to look. */
  private static final long SLICE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  /** When there are so many that a look takes longer than its period: half of the loop's time. */
  private static final long HASTY_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final long PAUSE_MILLIS = 1;

  /** What is looked at. */
  interface Watched {
    /** Ends what took too long. */
    void check(long nowNanos);

    /** No more requests: answers what is in flight and closes. */
    void drain();
  }

  private final EventLoop loop;
  private final Lane lane;
  private final Set<Watched> all = new LinkedHashSet<>();
  private Iterator<Watched> rest = Collections.emptyIterator(); // of the look under way
  private volatile @Nullable ScheduledFuture<?> timer; // written by start, read by stop
  private final Lag lag = new Lag(PERIOD_NANOS, System.nanoTime());

  Sweeper(EventLoop loop) {
    this.loop = loop;
    this.lane = new Lane(loop);
  }

  void start() {
    timer =
        loop.scheduleAtFixedRate(this::sweep, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  void stop() {
    ScheduledFuture<?> running = timer;
    if (running != null) {
      running.cancel(false);
    }
  }

  EventLoop loop() {
    return loop;
  }

  Lane lane() {
    return lane;
  }

  void add(Watched one) {
    all.add(one);
  }

  void remove(Watched one) {
    all.remove(one);
  }

  int size() {
    return all.size();
  }

  /** How late the loop begins what is due: what each of its connections waits for. */
  long lagNanos() {
    return lag.nanos(System.nanoTime());
  }

  /** What others gave the loop to do and it has not begun. */
  int pendingTasks() {
    return loop instanceof SingleThreadEventExecutor one ? one.pendingTasks() : 0;
  }

  private void sweep() {
    lane.arrive();
    long now = System.nanoTime();
    lag.done(now);
    if (!rest.hasNext()) {
      rest = copy().iterator();
      look(now);
    }
  }

  private void look(long began) {
    long resumed = System.nanoTime();
    long slice = resumed - began > PERIOD_NANOS ? HASTY_SLICE_NANOS : SLICE_NANOS;
    for (long now = resumed; rest.hasNext(); now = System.nanoTime()) {
      if (now - resumed > slice) {
        loop.schedule(() -> look(began), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        return;
      }
      Watched one = rest.next();
      if (all.contains(one)) {
        check(one, now);
      }
    }
  }

  private static void check(Watched one, long now) {
    try {
      one.check(now);
    } catch (RuntimeException | Error e) {
      // The others are looked at nevertheless.
      LOG.error("deadlines of a connection: not kept", e);
    }
  }

  void drain() {
    copy().forEach(Watched::drain);
  }

  /** Who is closed removes itself. */
  private List<Watched> copy() {
    return new ArrayList<>(all);
  }
}
