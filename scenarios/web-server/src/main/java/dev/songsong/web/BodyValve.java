// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

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
    connection.channel().eventLoop().execute(() -> connection.valve().letGo(Valve.Reason.BODY));
  }
}
