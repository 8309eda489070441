// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sends a little, waits, and sends a little again, until stopped or until the server has enough.
 */
final class Trickle implements AutoCloseable {
  /** Sends the next bit. */
  interface Bit {
    void send() throws IOException;
  }

  private final Duration pause;
  private final Bit bit;
  private final CountDownLatch ended = new CountDownLatch(1);

  private Trickle(Duration pause, Bit bit) {
    this.pause = pause;
    this.bit = bit;
  }

  static Trickle start(Duration pause, Bit bit) {
    var trickle = new Trickle(pause, bit);
    Thread.ofVirtual().start(trickle::run);
    return trickle;
  }

  /** These bytes one by one, and the last of them again and again. */
  static Trickle start(Duration pause, RawConnection client, byte[] bytes) {
    int[] next = {0};
    return start(
        pause,
        () -> {
          client.send(new byte[] {bytes[next[0]]});
          next[0] = Math.min(next[0] + 1, bytes.length - 1);
        });
  }

  private void run() {
    try {
      do {
        bit.send();
      } while (!ended.await(pause.toNanos(), TimeUnit.NANOSECONDS));
    } catch (IOException theServerHasHeardEnough) {
      // What it said is there to be read.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void stop() {
    ended.countDown();
  }

  @Override
  public void close() {
    stop();
  }
}
