// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.util.Objects.requireNonNull;

import io.netty.handler.codec.http.HttpRequest;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * One request and its answer.
 *
 * Two threads have to do with it: the event loop of its connection, which fills the body and writes
 * the answer, and the one that runs the handler (a virtual thread, or the loop itself). They meet
 * in the body's pipe, in the hop of the answer to the loop, and in `handling`, by which the loop
 * interrupts a handler that is late.
 */
/** One request on its way through the server. */
final class Exchange extends ReceivedRequest {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private boolean refused; // the loop's
  private volatile boolean late; // written by the loop, read by the handler's thread
  private volatile @Nullable Thread handling; // written by the handler's thread, read by the loop
  private volatile boolean abandoned; // written by the loop, read by the handler's thread

  Exchange(
      HttpHandler connection,
      HttpRequest head,
      Method method,
      Target target,
      RouteTable.Route route,
      List<String> values,
      @Nullable BodyPipe pipe,
      boolean understood) {
    super(connection, head, method, target, route, values, pipe, understood);
  }

  /** The route only says no. */
  void refuse() {
    refused = true;
  }

  boolean refused() {
    return refused;
  }

  /** Calls the handler and sees to its answer; on a virtual thread. */
  void handle() {
    handling = Thread.currentThread();
    try {
      if (!abandoned) {
        send(call());
      }
    } catch (IOException e) {
      left(e);
    } finally {
      body().close();
      ended();
    }
  }

  /** Calls the handler on the event loop. */
  void handleOnLoop() {
    Response response = call();
    body().close();
    Response ready = Outgoing.atOnce(this, response);
    if (ready != null) {
      connection().turn().respond(this, ready);
    } else {
      // To find files, to compress and to stream takes time: its place is a virtual thread.
      Thread.ofVirtual().name("web-answer").start(() -> handleRest(response));
    }
  }

  private void handleRest(Response response) {
    handling = Thread.currentThread();
    try {
      send(response);
    } catch (IOException e) {
      left(e);
    } finally {
      ended();
    }
  }

  private void left(IOException e) {
    LOG.debug("{} {}: the client has left", method(), target(), e);
    later(() -> connection().abort(this));
  }

  private void respondLater(Response response) {
    later(() -> connection().turn().respond(this, response));
  }

  /** Goes on on the connection's loop; if that has ended, only lets go of what is held. */
  void later(Runnable step) {
    connection().lane().back(step);
  }

  private Response call() {
    try {
      return requireNonNull(route().handler().handle(this), "answer");
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Exception | Error e) {
      return Failed.answer(this, e);
    }
  }

  private void send(Response response) throws IOException {
    Response ready;
    try {
      ready = Outgoing.finish(this, response);
    } catch (RuntimeException e) {
      ready = Failed.answer(this, e);
    }
    if (ready.content() instanceof Content.Streamed streamed) {
      ResponseStream.write(this, ready, streamed);
    } else {
      respondLater(ready);
    }
  }

  /** Loop: nobody waits for an answer any more; a handler that has not begun never will. */
  void abandon() {
    abandoned = true;
  }

  /** Loop: whoever runs the handler is to stop; until then it is among the late. */
  void interrupt() {
    // First, so that a handler that begins just now sees one or the other.
    abandoned = true;
    Thread thread = handling;
    if (thread == null) {
      return;
    }
    Set<Exchange> all = connection().engine().late();
    all.add(this);
    late = true;
    thread.interrupt();
    if (handling == null) {
      // It ended meanwhile, and may not have seen that it is late.
      all.remove(this);
    }
  }

  private void ended() {
    handling = null;
    if (late) {
      connection().engine().late().remove(this);
    }
  }
}
