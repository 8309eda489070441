// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * What a socket gives until a limit: also from who sends a byte now and then. Used by one thread.
 */
final class TimedInput extends InputStream {
  private final Socket socket;
  private final InputStream in;
  private final long limit;

  /**
   * @param limit the end, as a value of {@link System#nanoTime}
   */
  TimedInput(Socket socket, long limit) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.limit = limit;
  }

  /** How long is left, at least one. */
  static int millisUntil(long limit) throws IOException {
    long millis = (limit - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("deadline passed");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }

  @Override
  public int read() throws IOException {
    socket.setSoTimeout(millisUntil(limit));
    return in.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    socket.setSoTimeout(millisUntil(limit));
    return in.read(bytes, offset, length);
  }
}
