// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.util.concurrent.RejectedExecutionException;

/**
 * Slows the client down while the handler reads more slowly than it sends.
 *
 * @param connection whose reading stops
 */
record BodyValve(HttpHandler connection) implements BodyPipe.Valve {
  @Override
  public void full() {
    connection.valve().hold(Valve.Reason.BODY);
  }

  @Override
  public void low() {
    try {
      connection.channel().eventLoop().execute(this::letGoUnlessFull);
    } catch (RejectedExecutionException theServerHasEnded) {
      // Nothing is read any more.
    }
  }

  /** By now the pipe may be full again, or it may be the next request's that is. */
  private void letGoUnlessFull() {
    Exchange now = connection.turn().current();
    BodyPipe pipe = now == null ? null : now.pipe();
    if (pipe == null || !pipe.paused()) {
      connection.valve().letGo(Valve.Reason.BODY);
    }
  }
}
