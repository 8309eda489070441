// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * After the last answer a connection ends so that the client gets all of it:
 *
 *   closing    the last answer is out or on its way; what comes is thrown away
 *   lingering  this side has ended; closing with something unread would make the client's kernel
 *              throw the answer away, so the client is read until it ends too, or for a while
 *
 * A client may end its side first (inputEnded), and still gets the answers to what it asked, as
 * much as fits into the kernel's buffer: Netty 4.2.18's epoll has forgotten such a socket when it
 * would have to wait for place, and the connection breaks.
 *
 * What can't be ended in order is broken off: the client sees that the answer is not whole.
 */
/** The end of one connection of HTTP/1, or of one stream of HTTP/2. The event loop's. */
final class Ending {
  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  private final HttpHandler handler;
  private final Channel channel;
  private final Backlog backlog;
  private final Deadlines deadlines;
  private final @Nullable Leftover leftover; // none for HTTP/1
  private boolean inputEnded;
  private boolean closing;
  private boolean lingering;
  private boolean draining;

  Ending(HttpHandler handler, Backlog backlog, Deadlines deadlines) {
    this.handler = handler;
    this.channel = handler.channel();
    this.backlog = backlog;
    this.deadlines = deadlines;
    this.leftover = handler.http2() ? new Leftover(channel) : null;
  }

  /** Whether nothing more is answered. */
  boolean closing() {
    return closing;
  }

  /** What comes after the last answer; of HTTP/2, the rest of a request that was answered early. */
  void dropLate(Object message) {
    if (leftover != null && message instanceof HttpContent content) {
      leftover.more(content);
    }
    ReferenceCountUtil.release(message);
  }

  /** No more requests. */
  void drain() {
    draining = true;
    Exchange current = handler.turn().current();
    deadlines.draining(current == null);
    if (current != null) {
      current.wakeIfEndless();
    }
  }

  /** Whether the current answer is the last. */
  boolean noMore() {
    return draining || endsAfter();
  }

  /** Whether no request can follow what is here. */
  private boolean endsAfter() {
    return inputEnded && !handler.inRead() && (!handler.turn().received() || !backlog.hasMore());
  }

  /** The client may have ended its side, and have been answered all. */
  void ifNothingFollows() {
    if (inputEnded && handler.turn().current() == null && endsAfter()) {
      afterAll();
    }
  }

  /** The client has ended its side. */
  void inputEnded() {
    inputEnded = true;
    handler.valve().end();
    boolean inBody = handler.turn().current() != null && !handler.turn().received();
    if (lingering || inBody || handler.answer().endless()) {
      channel.close();
    } else {
      ifNothingFollows();
    }
  }

  /** A head that does not come to its end. */
  void slowHead() {
    handler.turn().refuseHead();
    afterAll();
  }

  /** No more answers: ends when those that are written have left. */
  void afterAll() {
    if (!closing) {
      closing = true;
      handler.answer().afterAll(this::end);
    }
  }

  /** The last answer is written; the future is its way out. */
  void after(ChannelFuture out) {
    closing = true;
    backlog.clear();
    out.addListener(_ -> end());
  }

  /** The last answer is out. */
  private void end() {
    if (leftover != null) {
      // Whole by now, the stream ends by itself.
      if (!handler.turn().received()) {
        leftover.answered();
        linger();
      }
    } else if (handler.turn().received() || inputEnded) {
      channel.close();
    } else {
      lingering = true;
      LingeringClose.endThisSide(channel);
      backlog.clear();
      linger();
    }
  }

  private void linger() {
    deadlines.lingering();
    handler.valve().open();
  }

  /** The client has had its time to close, or to send the rest. */
  void stopLingering() {
    if (leftover != null) {
      leftover.cut();
    } else {
      channel.close();
    }
  }

  /** Breaks off: whoever reads or writes is told. */
  void breakOff() {
    if (leftover != null) {
      leave();
      StreamReset.broken(channel);
    } else {
      channel.close();
    }
  }

  /** Something failed on the way in or out. */
  void failed(Throwable cause) {
    if (leftover != null) {
      LOG.debug("stream ends: {}", cause.toString());
      leave();
      StreamReset.failed(channel, cause);
      return;
    }
    if (cause instanceof IOException || cause.getCause() instanceof IOException) {
      LOG.debug("connection lost: {}", cause.toString());
    } else {
      LOG.warn("connection closed", cause);
    }
    channel.close();
  }

  /** The client is not there any more, for what this handler did. */
  void leave() {
    closing = true;
    handler.engine().sweeper(channel.eventLoop()).remove(deadlines);
    backlog.clear();
    handler.turn().leave();
  }
}
