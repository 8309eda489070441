// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A connection of HTTP/1, or one stream of HTTP/2.
 *
 * It has one request at a time. Its states, all changed by the event loop alone, and how `current`
 * and `received` tell them apart:
 *
 *   idle       none, whole     waits for a head
 *   receiving  one, not whole  a head has come; the handler may be at work already
 *   answering  one, whole      what comes now is the next one's, and waits in the backlog
 *   passing    none, not whole it was answered before its body was here: the rest is thrown away,
 *                              if it is small; else the connection ends
 *   closing    the last answer is out or on its way; what comes is thrown away
 *
 * A handler's thread hands its answer over by a task on the loop (Exchange.later).
 */
/** Owns one connection, or one stream of HTTP/2. */
final class HttpHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(HttpHandler.class);

  /** So much of a body that nobody wants is read, to keep the connection. */
  private static final long SMALL_REST = 64 << 10;

  private final Engine engine;
  private final Channel channel;
  private final boolean http2;
  private final @Nullable StrictDecoder decoder; // none for HTTP/2
  private final Answer answer;
  private final Deadlines deadlines;
  private final Valve valve;
  private final Backlog backlog;
  private @Nullable Exchange current;
  private boolean received = true; // the current or last request is whole
  private long receivedAt; // System.nanoTime
  private long passed; // of the body of a request that was answered
  private boolean keepAlive; // after the current answer
  private boolean inputEnded; // the client sends no more, but may read
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
    this.answer = new Answer(http2, engine.date());
    this.deadlines = new Deadlines(this, engine.options().timeouts());
    this.valve = new Valve(channel);
    this.backlog = new Backlog(channel, valve, decoder);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    answer.start(ctx);
    engine.sweeper(channel.eventLoop()).add(deadlines);
    draining = engine.draining();
    if (!http2 && !answer.encrypted()) {
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    inRead = true;
    if (closing) {
      ReferenceCountUtil.release(message);
    } else if (mustWait()) {
      backlog.add(message);
    } else {
      take(message);
    }
  }

  /** Whether what comes is of a later request than the one that can be looked at now. */
  private boolean mustWait() {
    return received && (current != null || !backlog.isEmpty() || !channel.isWritable());
  }

  private void take(Object message) {
    if (message instanceof HttpRequest head) {
      begin(head);
    }
    if (message instanceof HttpContent content) {
      Exchange now = current;
      if (now == null) {
        pass(content);
      } else {
        receive(now, content);
      }
    }
  }

  private void begin(HttpRequest head) {
    received = false;
    passed = 0;
    answer.next();
    Exchange now = engine.requests().open(this, head);
    current = now;
    keepAlive = !draining && now.keepAlive();
    if (now.refused()) {
      // Whether a client that waits to be told to go on sends its body nevertheless isn't known.
      keepAlive &= !now.expects();
      if (now.pipe() != null || !keepAlive) {
        now.handleOnLoop();
      }
    } else if (now.route().blocking() && !engine.admission().run(now)) {
      keepAlive &= !now.expects();
      respond(now, Requests.overloaded());
    } else if (now.expectsContinue()) {
      answer.goOn();
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
        receivedAt = System.nanoTime();
        pipe.complete();
      }
      if (!answer.begun() && !now.route().blocking()) {
        now.handleOnLoop();
      }
    }
  }

  /** The rest of a request that was answered. */
  private void pass(HttpContent content) {
    passed += content.content().readableBytes();
    boolean good = content.decoderResult().isSuccess() && passed <= SMALL_REST;
    boolean last = content instanceof LastHttpContent;
    content.release();
    if (closing) {
      return;
    }
    if (!good) {
      closing = true;
      answer.afterAll(this::end);
    } else if (last) {
      received = true;
      deadlines.answered();
      next();
    }
  }

  /** Answers instead of the handler, or breaks the answer off, and ends the connection. */
  void refuse(Exchange now, HttpException why) {
    keepAlive = false;
    now.abandon();
    BodyPipe pipe = now.pipe();
    if (pipe != null) {
      pipe.fail(why);
    }
    if (answer.begun()) {
      answer.breakOff();
    } else {
      respond(now, Response.problem(why.problem()));
    }
  }

  /** A head that does not come to its end. */
  void slowHead() {
    closing = true;
    received = false;
    answer.lastWords(Response.problem(Problem.of(408, "head: too slow (expected: in time)")));
    answer.afterAll(this::end);
  }

  /** Answers at once, unless that was done. */
  void respond(Exchange now, Response response) {
    if (now != current || answer.begun()) {
      Outgoing.drop(response);
      return;
    }
    boolean last = lastOfConnection(now);
    done(now, last, answer.whole(now, response, !last));
  }

  /** The head of an answer in pieces; false if nobody waits for it any more. */
  boolean beginStream(Exchange now, Response response, Pieces pieces) {
    if (now != current || answer.begun()) {
      pieces.close();
      return false;
    }
    keepAlive = answer.begin(now, response, !lastOfConnection(now), pieces);
    return true;
  }

  /** The end of an answer in pieces. */
  void endStream(Exchange now) {
    if (now != current || !channel.isActive()) {
      return;
    }
    if (answer.isWhole()) {
      done(now, lastOfConnection(now), answer.end());
    } else {
      answer.breakOff();
    }
  }

  private boolean lastOfConnection(Exchange now) {
    return !keepAlive || draining || !received && largeRest(now) || endsAfter();
  }

  private static boolean largeRest(Exchange now) {
    BodyPipe pipe = now.pipe();
    return pipe != null && now.announced() - pipe.received() > SMALL_REST;
  }

  /** Whether no request can follow what is here. */
  private boolean endsAfter() {
    return inputEnded && !inRead && (!received || !backlog.hasMore());
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
      backlog.clear();
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
    endIfNothingFollows();
  }

  private void endIfNothingFollows() {
    if (inputEnded && !closing && current == null && endsAfter()) {
      closing = true;
      answer.afterAll(this::end);
    }
  }

  /** The last answer is out. Closing with something unread would make the client lose it. */
  private void end() {
    if (received || http2 || inputEnded || !answer.linger()) {
      channel.close();
    } else {
      lingering = true;
      deadlines.lingering();
      backlog.clear();
      valve.open();
    }
  }

  private void next() {
    if (inNext) {
      return;
    }
    inNext = true;
    while (!backlog.isEmpty() && !closing && (!received || current == null && canWrite())) {
      take(backlog.remove());
    }
    inNext = false;
    backlog.refill();
  }

  private boolean canWrite() {
    return channel.isWritable();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      answer.writable();
      next();
      flush();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE && !http2) {
      inputEnded = true;
      valve.end();
      if (lingering || answer.endless() || current != null && !received) {
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
    deadlines.draining(current == null);
  }

  /** Breaks off: whoever reads or writes is told. */
  void abort(Exchange now) {
    if (now == current) {
      answer.breakOff();
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
    backlog.clear();
    Exchange now = current;
    if (now != null) {
      current = null;
      now.abandon();
      BodyPipe pipe = now.pipe();
      if (pipe != null) {
        pipe.fail(new IOException("client: gone (expected: there until the end of the request)"));
        pipe.discard();
      }
      if (engine.draining()) {
        now.interrupt();
      }
      engine.brokenOff(now, answer);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
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

  /** When the current request's body was whole, if it has one. */
  long receivedAt() {
    return receivedAt;
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
