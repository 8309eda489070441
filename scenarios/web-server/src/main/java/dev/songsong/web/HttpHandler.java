// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A connection of HTTP/1, or one stream of HTTP/2.
 *
 * It has one request at a time. Its states, all changed by the event loop alone:
 *
 *   idle       no request: waits for a head
 *   receiving  a head has come, its body not yet whole; the handler may be at work already
 *   answering  the request is whole; what comes now is the next one's, and waits in `waiting`
 *   closing    the last answer is out or on its way; what comes is thrown away
 *
 * A handler's thread hands its answer over through Outbox.
 */
/** Owns one connection, or one stream of HTTP/2. */
final class HttpHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(HttpHandler.class);
  private static final int MOST_WAITING = 64;
  private static final int MOST_LATE = 64 << 10;

  private final Engine engine;
  private final Channel channel;
  private final boolean http2;
  private final @Nullable StrictDecoder decoder; // none for HTTP/2
  private final Lane lane;
  private final Answer answer;
  private final Deadlines deadlines;
  private final Valve valve;
  private final Queue<Object> waiting = new ArrayDeque<>(2);
  private @Nullable Exchange current;
  private boolean received; // the current request is whole
  private boolean keepAlive; // after the current answer
  private boolean closing;
  private boolean draining;
  private boolean inRead;
  private boolean unflushed;
  private boolean inNext;
  private boolean answered; // HTTP/2: before the request was whole
  private int late; // bytes of that request since

  HttpHandler(Engine engine, Channel channel, @Nullable StrictDecoder decoder) {
    this.engine = engine;
    this.channel = channel;
    this.decoder = decoder;
    this.http2 = decoder == null;
    this.lane = engine.sweeper(channel.eventLoop()).lane();
    this.answer = new Answer(http2, engine.date());
    this.deadlines = new Deadlines(this, engine.options().timeouts());
    this.valve = new Valve(channel);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    answer.start(ctx);
    engine.sweeper(channel.eventLoop()).add(deadlines);
    if (engine.draining()) {
      drain();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    inRead = true;
    if (closing) {
      dropLate(message);
    } else if (mustWait()) {
      waiting.add(message);
      if (waiting.size() > MOST_WAITING) {
        valve.hold(Valve.Reason.PIPELINE);
      }
    } else {
      take(message);
    }
  }

  /** What comes after the last answer; of HTTP/2, the rest of a request that was answered early. */
  private void dropLate(Object message) {
    if (http2 && message instanceof HttpContent content) {
      late += content.content().readableBytes();
      received |= message instanceof LastHttpContent;
      if (late > MOST_LATE) {
        cutShort();
      }
    }
    ReferenceCountUtil.release(message);
  }

  /** Whether what comes is of a later request than the one that can be looked at now. */
  private boolean mustWait() {
    if (current == null) {
      return !waiting.isEmpty() || !channel.isWritable();
    }
    return received;
  }

  private void take(Object message) {
    if (message instanceof HttpRequest head) {
      begin(head);
    }
    if (message instanceof HttpContent content) {
      Exchange now = current;
      if (now == null) {
        content.release();
      } else {
        receive(now, content);
      }
    }
  }

  private void begin(HttpRequest head) {
    received = false;
    answer.next();
    Exchange now = engine.requests().open(this, head);
    current = now;
    engine.begun();
    keepAlive = !draining && now.keepAlive();
    if (now.refused()) {
      if (now.pipe() != null || !keepAlive) {
        // What follows is not read: so nothing after it can be understood either.
        now.handleOnLoop();
      }
      return;
    }
    if (now.expectsContinue()) {
      answer.goOn();
    }
    if (now.route().blocking() && !engine.admission().run(now)) {
      engine.tally().count(Tally.Event.OVERLOAD);
      Response full = Requests.overloaded();
      keepAlive = keepAlive && now.pipe() == null;
      respond(now, full);
    }
  }

  private void receive(Exchange now, HttpContent content) {
    BodyPipe pipe = now.pipe();
    boolean good = content.decoderResult().isSuccess();
    if (pipe == null || !good) {
      content.release();
    } else if (!pipe.offer(content.content())) {
      refuse(now, BodyPipe.tooLarge(engine.options().limits().bodyBytes()));
      return;
    }
    if (!good) {
      refuse(now, HttpException.of(400, "body: malformed (expected: chunks as in RFC 9112)"));
    } else if (content instanceof LastHttpContent) {
      received = true;
      if (pipe != null) {
        pipe.complete();
      }
      if (!answer.begun() && !now.route().blocking()) {
        now.handleOnLoop();
      }
    }
  }

  /** Answers instead of the handler, or breaks the answer off, and ends the connection. */
  void refuse(Exchange now, HttpException why) {
    keepAlive = false;
    BodyPipe pipe = now.pipe();
    if (pipe != null) {
      pipe.fail(why);
    }
    if (answer.begun()) {
      breakOff();
    } else {
      respond(now, Response.problem(why.problem()));
    }
  }

  /** A head that does not come to its end. */
  void slowHead() {
    closing = true;
    answer.lastWords(Response.problem(Problem.of(408, "head: too slow (expected: in time)")));
  }

  /** Answers at once, unless that was done. */
  void respond(Exchange now, Response response) {
    if (now != current || answer.begun()) {
      Outgoing.drop(response);
      return;
    }
    boolean last = lastOfConnection();
    done(now, last, answer.whole(now, response, !last));
  }

  /** The head of an answer in pieces; false if nobody waits for it any more. */
  boolean beginStream(Exchange now, Response response, Pieces pieces) {
    if (now != current || answer.begun()) {
      pieces.close();
      return false;
    }
    keepAlive = !lastOfConnection();
    keepAlive = answer.begin(now, response, keepAlive, pieces);
    return true;
  }

  /** The end of an answer in pieces. */
  void endStream(Exchange now) {
    if (now == current && channel.isActive()) {
      done(now, lastOfConnection(), answer.end());
    }
  }

  private boolean lastOfConnection() {
    return !keepAlive || draining || !received && !http2;
  }

  private void done(Exchange now, boolean last, ChannelFuture out) {
    BodyPipe pipe = now.pipe();
    if (pipe != null) {
      pipe.discard();
    }
    current = null;
    engine.answered(now, answer);
    deadlines.answered();
    flush();
    if (http2 ? !received : last) {
      closing = true;
      waiting.forEach(ReferenceCountUtil::release);
      waiting.clear();
      out.addListener(_ -> end());
    } else if (!http2) {
      next();
    }
  }

  private void flush() {
    if (inRead) {
      unflushed = true;
    } else {
      answer.flush();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    inRead = false;
    if (unflushed) {
      unflushed = false;
      ctx.flush();
    }
  }

  /** The last answer is out. Closing with something unread would make the client lose it. */
  private void end() {
    if (http2) {
      endStreamEarly();
    } else if (received || !answer.linger()) {
      channel.close();
    } else {
      deadlines.lingering();
      valve.open();
    }
  }

  /** A small body may come to its end; many clients take a reset before that for a failure. */
  private void endStreamEarly() {
    if (!received) {
      answered = true;
      deadlines.lingering();
      valve.open();
    }
  }

  /** The answer is out, and the client need not send the rest of the request. */
  void cutShort() {
    if (http2 && answered && !received) {
      received = true;
      StreamReset.noMore(channel);
    } else if (!http2) {
      channel.close();
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

  private void next() {
    if (inNext) {
      return;
    }
    inNext = true;
    while (!waiting.isEmpty() && !closing && (current == null ? channel.isWritable() : !received)) {
      take(waiting.remove());
    }
    inNext = false;
    if (waiting.size() <= MOST_WAITING / 2) {
      valve.letGo(Valve.Reason.PIPELINE);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      answer.writable();
      next();
      flush();
    }
  }

  /** No more requests. */
  void drain() {
    draining = true;
    deadlines.draining(current == null);
  }

  /** Breaks off: whoever reads or writes is told. */
  void abort(Exchange now) {
    if (now == current) {
      breakOff();
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
    answer.close();
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    Exchange now = current;
    if (now != null) {
      current = null;
      BodyPipe pipe = now.pipe();
      if (pipe != null) {
        pipe.fail(new IOException("client: gone (expected: there until the end of the request)"));
        pipe.discard();
      }
      if (draining) {
        // The time to end by itself is over; it may wait for something that never comes.
        now.interrupt();
      }
      engine.brokenOff(now, answer);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Http2ResetFrame) {
      // The channel itself closes only when all that came before has been read.
      leave();
      valve.open();
    }
    ctx.fireUserEventTriggered(event);
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

  boolean http2() {
    return http2;
  }

  @Nullable Exchange current() {
    return current;
  }

  boolean received() {
    return received;
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
