// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Owns one connection of HTTP/1, or one stream of HTTP/2: what comes goes to its {@link Turn}, or
 * waits in the {@link Backlog}; after the last answer it is the {@link Ending}'s. All but the
 * accessors is the event loop's.
 */
final class HttpHandler extends ChannelInboundHandlerAdapter {
  private final Engine engine;
  private final Channel channel;
  private final boolean http2;
  private final @Nullable StrictDecoder decoder; // none for HTTP/2
  private final Lane lane;
  private final Answer answer;
  private final Deadlines deadlines;
  private final Valve valve;
  private final Backlog backlog;
  private final Turn turn;
  private final Ending ending;
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
    this.backlog = new Backlog(channel, valve, decoder);
    this.ending = new Ending(this, backlog, deadlines);
    this.turn = new Turn(this, engine, answer, deadlines);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    answer.start(ctx);
    engine.sweeper(channel.eventLoop()).add(deadlines);
    if (engine.draining()) {
      ending.drain();
    }
    if (!http2 && ctx.pipeline().get(ConnectionInitializer.TLS) == null) {
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    inRead = true;
    if (ending.closing()) {
      ending.dropLate(message);
    } else if (mustWait()) {
      backlog.add(message);
    } else {
      turn.take(message);
    }
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
    try {
      while (!backlog.isEmpty() && !ending.closing() && !busy()) {
        turn.take(backlog.remove());
      }
    } finally {
      inNext = false;
    }
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
      ending.after(out);
    } else if (http2) {
      out.addListener(this::requireWritten);
    } else {
      next();
    }
  }

  private void requireWritten(Future<?> out) {
    if (!out.isSuccess()) {
      ending.breakOff();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    inRead = false;
    if (unflushed) {
      unflushed = false;
      ctx.flush();
    }
    ending.ifNothingFollows();
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

  /** Breaks the answer off, if it is still the exchange's turn. */
  void abort(Exchange now) {
    if (now == turn.current()) {
      ending.breakOff();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Http2ResetFrame) {
      // The channel itself closes only when all that came before has been read.
      ending.leave();
      valve.open();
    }
    if (event == ChannelInputShutdownEvent.INSTANCE && !http2) {
      ending.inputEnded();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ending.leave();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    // The connection may go on as one of HTTP/2, which has no half.
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    ending.leave();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ending.failed(cause);
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

  Ending ending() {
    return ending;
  }

  boolean http2() {
    return http2;
  }

  /** Whether what one look at the socket brought is being taken. */
  boolean inRead() {
    return inRead;
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
