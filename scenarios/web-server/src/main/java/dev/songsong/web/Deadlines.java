// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;

/**
 * The time limits of one connection or stream, looked at twice a second; the event loop's.
 *
 * <p>A limit alone would let a client hold a connection with a byte now and then, and would end a
 * large transfer over a slow line; so bodies have a limit and a lowest rate.
 */
final class Deadlines implements Sweeper.Watched {
  /** Slower than this is an attack, or no use to anybody. */
  private static final long LOWEST_RATE = 1024;

  /** Enough for a client that has just sent a request to have it answered. */
  private static final Duration DRAINED_IDLE = Duration.ofSeconds(1);

  private static final Duration LINGER = Duration.ofSeconds(2);
  private static final long SECOND = 1_000_000_000L;

  private final HttpHandler handler;
  private final Timeouts timeouts;
  private long since = System.nanoTime(); // idle, or lingering
  private long idle;
  private boolean lingers;
  private long stalledSince; // 0 if the client takes all
  private long takenThen;

  Deadlines(HttpHandler handler, Timeouts timeouts) {
    this.handler = handler;
    this.timeouts = timeouts;
    this.idle = timeouts.idle().toNanos();
  }

  /** An answer is out. */
  void answered() {
    since = System.nanoTime();
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
    handler.drain();
  }

  @Override
  public void check(long now) {
    if (lingers) {
      if (now - since > LINGER.toNanos()) {
        handler.cutShort();
      }
      return;
    }
    if (stalled(now)) {
      late(Tally.Event.CLIENT_STALLED);
      handler.breakOff();
      return;
    }
    Exchange current = handler.current();
    if (current == null) {
      if (stalledSince == 0) {
        checkIdle(now);
      }
    } else if (!handler.received()) {
      checkBody(now, current);
    } else if (!handler.answer().begun()) {
      checkHandler(now, current);
    }
  }

  private void checkIdle(long now) {
    long began = handler.headSince();
    if (began != 0 && now - began > timeouts.head().toNanos()) {
      late(Tally.Event.HEAD_LATE);
      handler.slowHead();
    } else {
      if (now - since > idle) {
        handler.channel().close();
      }
    }
  }

  private void checkBody(long now, Exchange current) {
    BodyPipe pipe = current.pipe();
    if (pipe == null || handler.valve().held()) {
      // The handler is the slow one.
      return;
    }
    if (now - current.begun() > allowed(timeouts.body(), pipe.received())) {
      late(Tally.Event.BODY_LATE);
      handler.refuse(
          current, HttpException.of(408, "body: too slow (expected: >= 1 KiB a second)"));
    }
  }

  private void checkHandler(long now, Exchange current) {
    if (now - current.begun() > timeouts.handler().toNanos()) {
      late(Tally.Event.HANDLER_LATE);
      current.interrupt();
      handler.refuse(
          current,
          HttpException.of(
              503, "handler: no answer (expected: within " + timeouts.handler() + ")"));
    }
  }

  private void late(Tally.Event event) {
    handler.engine().tally().count(event);
  }

  private static long allowed(Duration limit, long bytes) {
    return limit.toNanos() + bytes / LOWEST_RATE * SECOND;
  }

  /** Whether the client takes what is written too slowly. */
  private boolean stalled(long now) {
    long waits = pending(handler.channel());
    if (waits == 0) {
      stalledSince = 0;
      return false;
    }
    long taken = handler.answer().total() - waits;
    if (stalledSince == 0) {
      stalledSince = now;
      takenThen = taken;
      return false;
    }
    return now - stalledSince > allowed(timeouts.write(), Math.max(0, taken - takenThen));
  }

  /** What was written and not taken yet. */
  private static long pending(Channel channel) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    if (buffer != null) {
      return buffer.totalPendingWriteBytes() - buffer.currentProgress();
    }
    // A stream of HTTP/2 has no buffer of its own, but can tell how far it is from its marks.
    WriteBufferWaterMark marks = channel.config().getWriteBufferWaterMark();
    return channel.isWritable()
        ? marks.high() + 1 - channel.bytesBeforeUnwritable()
        : marks.low() - 1 + channel.bytesBeforeWritable();
  }
}
