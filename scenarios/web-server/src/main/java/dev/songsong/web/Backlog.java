// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What came before its time: a client may ask again before it is answered. Few requests, and few
 * bytes of bodies, are kept as such; those behind them wait in the decoder, one read of the socket,
 * and those behind these in the client. The event loop's.
 */
final class Backlog {
  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
  private static final int MOST = 64;
  private static final int MOST_BYTES = 128 << 10; // of bodies

  private final Channel channel;
  private final Valve valve;
  private final @Nullable StrictDecoder decoder; // none for HTTP/2
  private final Queue<Object> waiting = new ArrayDeque<>(2);
  private long bytes; // of bodies that wait
  private boolean full;
  private boolean resuming;

  Backlog(Channel channel, Valve valve, @Nullable StrictDecoder decoder) {
    this.channel = channel;
    this.valve = valve;
    this.decoder = decoder;
  }

  void add(Object message) {
    waiting.add(message);
    bytes += size(message);
    if (!full && (waiting.size() >= MOST || bytes >= MOST_BYTES)) {
      full = true;
      valve.hold(Valve.Reason.PIPELINE);
      if (decoder != null) {
        decoder.pause();
      }
    }
  }

  private static int size(Object message) {
    return message instanceof HttpContent content ? content.content().readableBytes() : 0;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Whether more may come without the client sending anything. */
  boolean hasMore() {
    return full || !waiting.isEmpty();
  }

  Object remove() {
    Object next = waiting.remove();
    bytes -= size(next);
    return next;
  }

  /**
   * Goes on reading if there is place again; later, as now something may be in the middle of it.
   */
  void refill() {
    if (full && !resuming && waiting.size() <= MOST / 2 && bytes <= MOST_BYTES / 2) {
      resuming = true;
      channel.eventLoop().execute(this::resume);
    }
  }

  private void resume() {
    resuming = false;
    full = false;
    if (!channel.isActive()) {
      return;
    }
    valve.letGo(Valve.Reason.PIPELINE);
    try {
      if (decoder != null) {
        decoder.resume();
      }
    } catch (Exception e) {
      LOG.warn("connection closed", e);
      channel.close();
    }
  }

  /** Throws away what waits. */
  void clear() {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    bytes = 0;
    refill();
  }
}
