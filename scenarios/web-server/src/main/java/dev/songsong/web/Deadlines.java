// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.time.Duration;

/**
 * The time limits of one connection or stream, looked at twice a second; the event loop's.
 *
 * <p>A limit alone would let a client hold a connection with a byte now and then, and would end a
 * large transfer over a slow line; so bodies and answers have a lowest rate.
 */
final class Deadlines implements Sweeper.Watched {
  /** Enough for a client that has just sent a request to have it answered. */
  private static final Duration DRAINED_IDLE = Duration.ofSeconds(1);

  private static final Duration LINGER = Duration.ofSeconds(2);

  private final HttpHandler handler;
  private final Timeouts timeouts;
  private final Pace body;
  private final Pace write;
  private long since = System.nanoTime(); // idle, or lingering
  private long idle;
  private boolean lingers;
  private long stuckSince; // the handler lets a body wait; 0 if it doesn't

  Deadlines(HttpHandler handler, Timeouts timeouts) {
    this.handler = handler;
    this.timeouts = timeouts;
    this.idle = timeouts.idle().toNanos();
    this.body = new Pace(timeouts.body());
    this.write = new Pace(timeouts.write());
  }

  /** An answer is out, or what was left of its request has come. */
  void answered(long nowNanos) {
    since = nowNanos;
    body.rest();
    stuckSince = 0;
  }

  /** The connection only waits for its client to close. */
  void lingering() {
    since = System.nanoTime();
    lingers = true;
  }

  /** No more requests are wanted; one that is on its way may still come. */
  void draining(boolean isIdle) {
    idle = DRAINED_IDLE.toNanos();
    if (isIdle) {
      since = System.nanoTime();
    }
  }

  @Override
  public void drain() {
    handler.ending().drain();
  }

  @Override
  public void check(long now) {
    if (lingers) {
      if (now - since > LINGER.toNanos()) {
        handler.ending().stopLingering();
      }
      return;
    }
    long pending = WireSizes.pending(handler.channel());
    if (pending == 0) {
      write.rest();
    } else if (write.tooSlow(now, handler.answer().total() - pending)) {
      late(Tally.Event.CLIENT_STALLED);
      handler.ending().breakOff();
      return;
    }
    Exchange current = handler.turn().current();
    if (current != null) {
      checkRequest(now, current);
    } else if (!handler.turn().received()) {
      closeAfter(now, timeouts.body().toNanos());
    } else if (pending == 0) {
      checkIdle(now);
    }
  }

  private void checkRequest(long now, Exchange current) {
    if (handler.turn().received()) {
      checkHandler(
          now, current, current.pipe() == null ? current.begun() : handler.turn().receivedAt());
    } else if (current.pipe() != null) {
      checkBody(now, current, current.pipe());
    }
  }

  private void checkIdle(long now) {
    long began = handler.headSince();
    if (began != 0 && now - began > timeouts.head().toNanos()) {
      late(Tally.Event.HEAD_LATE);
      handler.ending().slowHead();
    } else {
      closeAfter(now, idle);
    }
  }

  private void closeAfter(long now, long limit) {
    if (now - since > limit) {
      handler.channel().close();
    }
  }

  private void checkBody(long now, Exchange current, BodyPipe pipe) {
    if (handler.valve().held()) {
      // The handler is the slow one.
      body.rest();
      stuckSince = stuckSince == 0 ? now : stuckSince;
      checkHandler(now, current, stuckSince);
      return;
    }
    stuckSince = 0;
    if (body.tooSlow(now, pipe.received())) {
      late(Tally.Event.BODY_LATE);
      handler
          .turn()
          .refuse(current, HttpException.of(408, "body: too slow (expected: >= 1 KiB a second)"));
    }
  }

  private void checkHandler(long now, Exchange current, long began) {
    if (!handler.answer().begun() && now - began > timeouts.handler().toNanos()) {
      late(Tally.Event.HANDLER_LATE);
      current.interrupt();
      handler
          .turn()
          .refuse(
              current,
              HttpException.of(
                  503, "handler: no answer (expected: within " + timeouts.handler() + ")"));
    }
  }

  private void late(Tally.Event event) {
    handler.engine().tally().count(event);
  }
}
