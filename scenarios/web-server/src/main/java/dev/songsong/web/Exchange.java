// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.util.Objects.requireNonNull;

import io.netty.handler.codec.http.HttpRequest;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * One request and its answer.
 *
 * Two threads have to do with it: the event loop of its connection, which fills the body and writes
 * the answer, and the one that runs the handler (a virtual thread, or the loop itself). They meet
 * in the body's pipe, in the hop of the answer to the loop, and in `handling`, by which a handler is
 * interrupted:
 *
 *   late      it took too long, or the time to drain is over; among the late until it ends
 *   orphan    nobody waits for its answer any more; it may go on, but not beyond the server's end
 *   endless   it writes events; it is woken when the server begins to end or the client leaves:
 *             once, and once more when the server's end has come
 */
/** One request on its way through the server. */
final class Exchange extends ReceivedRequest {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private boolean refused; // the loop's
  private boolean aside; // the handler's thread's
  private volatile boolean kept; // among the late or the orphans; as `abandoned`
  // Of a stream of events: whether its writer was woken. Made by the handler's thread, set by any.
  private volatile @Nullable AtomicBoolean woken;
  private volatile @Nullable Thread handling; // written by the handler's thread, read by any
  private volatile boolean abandoned; // written by the loop, at the end by any, read by the handler

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
    } catch (Error e) {
      throw broken(e);
    } finally {
      body().close();
      ended();
    }
  }

  @Override
  public <E extends Exception> void await(Step<E> step) throws E {
    boolean hasPlace = Thread.currentThread() == handling && route().blocking() && !aside;
    Admission admission = connection().engine().admission();
    if (!hasPlace || !admission.stepAside()) {
      step.take();
      return;
    }
    aside = true;
    try {
      step.take();
    } finally {
      aside = false;
      admission.comeBack();
    }
  }

  /** Calls the handler on the event loop. */
  void handleOnLoop() {
    Response response;
    try {
      response = call();
    } catch (Error e) {
      throw broken(e);
    } finally {
      body().close();
    }
    Response ready = Outgoing.atOnce(this, response);
    if (ready != null) {
      connection().turn().respond(this, ready);
    } else {
      connection().engine().admission().runBeside(() -> handleRest(response));
    }
  }

  private void handleRest(Response response) {
    handling = Thread.currentThread();
    try {
      send(response);
    } catch (IOException e) {
      left(e);
    } catch (Error e) {
      throw broken(e);
    } finally {
      ended();
    }
  }

  private void left(IOException e) {
    LOG.debug("{} {}: the client has left", method(), target(), e);
    later(() -> connection().abort(this));
  }

  /** No answer can be made after such a thing, and the client is not to wait for one. */
  private Error broken(Error e) {
    later(() -> connection().abort(this));
    return e;
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
      // It is not for one request to go on after that.
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

  /**
   * Loop: nobody waits for an answer any more. A handler that has not begun never will; one that
   * runs may go on, until the server ends.
   */
  void abandon() {
    // First, so that a handler that begins just now sees one or the other.
    abandoned = true;
    if (handling != null) {
      keepIn(connection().engine().orphans());
    }
  }

  /** Loop, or who ends the engine: whoever runs the handler is to stop, and is late until then. */
  void interrupt() {
    abandoned = true;
    Thread thread = handling;
    if (thread != null) {
      keepIn(connection().engine().late());
      // So that it is not interrupted once more, while it ends.
      connection().engine().orphans().remove(this);
      thread.interrupt();
    }
  }

  private void keepIn(Set<Exchange> all) {
    all.add(this);
    kept = true;
    if (handling == null) {
      // It ended meanwhile, and may not have seen that it is kept.
      all.remove(this);
    }
  }

  private void ended() {
    handling = null;
    if (kept) {
      connection().engine().late().remove(this);
      connection().engine().orphans().remove(this);
    }
  }

  /** Handler's thread: its answer is a stream of events, which has no end of its own. */
  void endless() {
    // First, so that the server that begins to end just now sees this, or is seen.
    woken = new AtomicBoolean();
  }

  /** Any: whether it writes a stream of events that was told to end. */
  boolean isWoken() {
    AtomicBoolean already = woken;
    return already != null && already.get();
  }

  /**
   * Any: who writes a stream of events, and may wait for one, is woken, for it is to end. Only
   * once: it may be about to clean up.
   *
   * @return whether it writes one
   */
  boolean wakeIfEndless() {
    AtomicBoolean already = woken;
    Thread thread = handling;
    if (already == null || thread == null) {
      return false;
    }
    if (already.compareAndSet(false, true)) {
      thread.interrupt();
    }
    return true;
  }
}
