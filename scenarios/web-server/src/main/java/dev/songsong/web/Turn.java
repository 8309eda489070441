// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/*
 * A connection has one request at a time. Its states, all changed by the event loop alone, and how
 * `current` and `received` tell them apart:
 *
 *   idle       none, whole     waits for a head
 *   receiving  one, not whole  a head has come; the handler may be at work already
 *   answering  one, whole      what comes now is the next one's, and waits in the backlog
 *   passing    none, not whole it was answered before its body was here: the rest is thrown away,
 *                              if it is small; else the connection ends
 *
 * A handler's thread hands its answer over by a task on the loop (Exchange.later).
 */
/** Whose turn it is on a connection: takes a request's parts, and gives its answer. The loop's. */
final class Turn {
  /** So much of a body that nobody wants is read, to keep the connection. */
  private static final long SMALL_REST = 64 << 10;

  private final HttpHandler connection;
  private final Engine engine;
  private final Answer answer;
  private final Deadlines deadlines;
  private @Nullable Exchange current;
  private boolean received = true; // the current or last request is whole
  private long receivedAt; // System.nanoTime
  private long passed; // of the body of a request that was answered
  private boolean keepAlive; // after the current answer

  Turn(HttpHandler connection, Engine engine, Answer answer, Deadlines deadlines) {
    this.connection = connection;
    this.engine = engine;
    this.answer = answer;
    this.deadlines = deadlines;
  }

  @Nullable Exchange current() {
    return current;
  }

  /** Whether the current or last request is whole. */
  boolean received() {
    return received;
  }

  /** When the current request's body was whole, if it has one. */
  long receivedAt() {
    return receivedAt;
  }

  /** A part of the current request, or the next one's head. */
  void take(Object message) {
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
    Exchange now = engine.requests().open(connection, head);
    current = now;
    engine.begun();
    keepAlive = now.keepAlive();
    if (now.refused()) {
      // Whether a client that waits to be told to go on sends its body nevertheless isn't known.
      keepAlive &= !now.expects();
      if (now.pipe() != null || !keepAlive) {
        now.handleOnLoop();
      }
    } else if (now.route().blocking() && !engine.admission().run(now)) {
      engine.tally().count(Tally.Event.OVERLOAD);
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
    if (!good) {
      connection.ending().afterAll();
    } else if (last) {
      received = true;
      deadlines.answered(System.nanoTime());
      connection.next();
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
      connection.ending().breakOff();
    } else {
      respond(now, Response.problem(why.problem()));
    }
  }

  /** A head that does not come to its end. */
  void refuseHead() {
    received = false;
    answer.lastWords(Response.problem(Problem.of(408, "head: too slow (expected: in time)")));
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

  /** The head of an answer in pieces; the writer is told if nobody waits for it any more. */
  void beginStream(Exchange now, Response response, Pieces pieces) {
    if (now != current || answer.begun()) {
      pieces.close();
      // It may have begun to write events after its client left.
      now.wakeIfEndless();
    } else {
      keepAlive = answer.begin(now, response, !lastOfConnection(now), pieces);
    }
  }

  /** The end of an answer in pieces. */
  void endStream(Exchange now) {
    if (now == current && connection.channel().isActive()) {
      done(now, lastOfConnection(now), answer.end());
    }
  }

  private boolean lastOfConnection(Exchange now) {
    return !keepAlive || connection.ending().noMore() || !received && largeRest(now);
  }

  private static boolean largeRest(Exchange now) {
    BodyPipe pipe = now.pipe();
    return pipe != null && now.announced() - pipe.received() > SMALL_REST;
  }

  private void done(Exchange now, boolean last, ChannelFuture out) {
    BodyPipe pipe = now.pipe();
    if (pipe != null) {
      pipe.discard();
    }
    current = null;
    engine.answered(now, answer);
    deadlines.answered(answer.wroteAt());
    connection.answered(last, out);
  }

  /** The client has left, or was sent away. */
  void leave() {
    answer.close();
    Exchange now = current;
    if (now == null) {
      return;
    }
    current = null;
    now.abandon();
    BodyPipe pipe = now.pipe();
    if (pipe != null) {
      pipe.fail(new IOException("client: gone (expected: there until the end of the request)"));
      pipe.discard();
    }
    // Who writes events has until the end of the drain to clean up, as if the client were there.
    if (!now.wakeIfEndless() && engine.draining()) {
      // The time to end by itself is over; it may wait for something that never comes.
      now.interrupt();
    }
    engine.brokenOff(now, answer);
  }
}
