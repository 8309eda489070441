// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A connection of HTTP/1, or one stream of HTTP/2: what comes goes to its Turn, or waits in the
 * Backlog. After the last answer it ends so that the client gets all of it:
 *
 *   closing    the last answer is out or on its way; what comes is thrown away
 *   lingering  this side has ended; closing with something unread would make the client's kernel
 *              throw the answer away, so the client is read until it ends too, or for a while
 *
 * A client may end its side first (inputEnded), and still gets the answers to what it asked, as
 * much as fits into the kernel's buffer: Netty 4.2.18's epoll has forgotten such a socket when it
 * would have to wait for place, and the connection breaks.
 */
/** Owns one connection, or one stream of HTTP/2. All but the accessors is the event loop's. */
final class HttpHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(HttpHandler.class);

  private final Engine engine;
  private final Channel channel;
  private final boolean http2;
  private final @Nullable StrictDecoder decoder; // none for HTTP/2
  private final Lane lane;
  private final Answer answer;
  private final Deadlines deadlines;
  private final Valve valve;
  private final @Nullable Leftover leftover; // none for HTTP/1
  private final Backlog backlog;
  private final Turn turn;
  private boolean inputEnded;
  private boolean closing;
  private boolean lingering;
  private boolean draining;
  private boolean inRead;
  private boolean unflushed;
  private boolean inNext;

  HttpHandler(Engine engine, Channel channel, @Nullable StrictDecoder decoder) {
    this.engine = engine;
    this.channel = channel;
    this.decoder = decoder;
    this.http2 = decoder == null;
    this.lane = engine.sweeper(channel.eventLoop()).lane();
    this.answer = new Answer(http2, engine.date());
    this.deadlines = new Deadlines(this, engine.options().timeouts());
    this.valve = new Valve(channel);
    this.leftover = http2 ? new Leftover(channel) : null;
    this.backlog = new Backlog(channel, valve, decoder);
    this.turn = new Turn(this, engine, answer, deadlines);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    answer.start(ctx);
    engine.sweeper(channel.eventLoop()).add(deadlines);
    if (engine.draining()) {
      drain();
    }
    if (!http2 && !answer.encrypted()) {
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    inRead = true;
    if (closing) {
      dropLate(message);
    } else if (mustWait()) {
      backlog.add(message);
    } else {
      turn.take(message);
    }
  }

  /** What comes after the last answer; of HTTP/2, the rest of a request that was answered early. */
  private void dropLate(Object message) {
    if (leftover != null && message instanceof HttpContent content) {
      leftover.more(content);
    }
    ReferenceCountUtil.release(message);
  }

  /** Whether what comes is of a later request than the one that can be looked at now. */
  private boolean mustWait() {
    return turn.received()
        && (turn.current() != null || !backlog.isEmpty() || !channel.isWritable());
  }

  /** Takes of the backlog what can be taken now. */
  void next() {
    if (inNext) {
      return;
    }
    inNext = true;
    while (!backlog.isEmpty() && !closing && !busy()) {
      turn.take(backlog.remove());
    }
    inNext = false;
    backlog.refill();
  }

  private boolean busy() {
    return turn.received() && (turn.current() != null || !channel.isWritable());
  }

  /** An answer is written; the future is its way out. */
  void answered(boolean last, ChannelFuture out) {
    if (inRead) {
      unflushed = true;
    } else {
      answer.flush();
    }
    if (http2 ? !turn.received() : last) {
      closing = true;
      backlog.clear();
      out.addListener(_ -> end());
    } else if (http2) {
      out.addListener(this::requireWritten);
    } else {
      next();
    }
  }

  private void requireWritten(Future<?> out) {
    if (!out.isSuccess()) {
      breakOff();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    inRead = false;
    if (unflushed) {
      unflushed = false;
      ctx.flush();
    }
    endIfNothingFollows();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      answer.writable();
      next();
      if (!inRead) {
        answer.flush();
      }
    }
  }

  /** Whether the current answer is the last. */
  boolean noMore() {
    return draining || endsAfter();
  }

  /** Whether no request can follow what is here. */
  private boolean endsAfter() {
    return inputEnded && !inRead && (!turn.received() || !backlog.hasMore());
  }

  private void endIfNothingFollows() {
    if (inputEnded && turn.current() == null && endsAfter()) {
      endAfterAll();
    }
  }

  /** A head that does not come to its end. */
  void slowHead() {
    turn.refuseHead();
    endAfterAll();
  }

  /** No more answers: ends when those that are written have left. */
  void endAfterAll() {
    if (!closing) {
      closing = true;
      answer.afterAll(this::end);
    }
  }

  /** The last answer is out. */
  private void end() {
    if (leftover != null) {
      // Whole by now, the stream ends by itself.
      if (!turn.received()) {
        leftover.answered();
        deadlines.lingering();
        valve.open();
      }
    } else if (turn.received() || inputEnded || !answer.linger()) {
      channel.close();
    } else {
      lingering = true;
      deadlines.lingering();
      backlog.clear();
      valve.open();
    }
  }

  /** The client has had its time to close, or to send the rest. */
  void stopLingering() {
    if (leftover != null) {
      leftover.cut();
    } else {
      channel.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Http2ResetFrame) {
      // The channel itself closes only when all that came before has been read.
      leave();
      valve.open();
    }
    if (event == ChannelInputShutdownEvent.INSTANCE && !http2) {
      inputEnded = true;
      valve.end();
      boolean inBody = turn.current() != null && !turn.received();
      if (lingering || inBody || answer.endless()) {
        channel.close();
      } else {
        endIfNothingFollows();
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  /** No more requests. */
  void drain() {
    draining = true;
    deadlines.draining(turn.current() == null);
  }

  /** Breaks off: whoever reads or writes is told. */
  void abort(Exchange now) {
    if (now == turn.current()) {
      breakOff();
    }
  }

  /** Ends what can't be ended in order: the client sees that the answer is not whole. */
  void breakOff() {
    if (http2) {
      leave();
      StreamReset.broken(channel);
    } else {
      channel.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    leave();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    leave();
  }

  private void leave() {
    closing = true;
    engine.sweeper(channel.eventLoop()).remove(deadlines);
    backlog.clear();
    turn.leave();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (http2) {
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
    ctx.close();
  }

  Engine engine() {
    return engine;
  }

  Channel channel() {
    return channel;
  }

  Lane lane() {
    return lane;
  }

  Valve valve() {
    return valve;
  }

  Answer answer() {
    return answer;
  }

  Turn turn() {
    return turn;
  }

  boolean http2() {
    return http2;
  }

  /** When the bytes of a head that is not whole began to come; 0 if there are none. */
  long headSince() {
    return decoder == null ? 0 : decoder.headSince();
  }

  InetSocketAddress client() {
    Channel connection = http2 ? channel.parent() : channel;
    return (InetSocketAddress) connection.remoteAddress();
  }
}
