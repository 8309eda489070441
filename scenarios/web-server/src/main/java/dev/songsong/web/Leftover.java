// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * What is left of a request on a stream of HTTP/2 that was answered before it was whole.
 *
 * <p>A little is let in and dropped, for many clients take a reset for a failure although they have
 * the answer. With more, or when it does not come, the stream is reset without an error. The event
 * loop's.
 */
final class Leftover {
  private static final int MOST = 64 << 10;

  private final Channel stream;
  private int bytes;
  private boolean answered;
  private boolean ended;

  Leftover(Channel stream) {
    this.stream = stream;
  }

  /** More of it has come. */
  void more(HttpContent content) {
    bytes += content.content().readableBytes();
    ended |= content instanceof LastHttpContent;
    cutIfLarge();
  }

  /** The answer is out. */
  void answered() {
    answered = true;
    cutIfLarge();
  }

  private void cutIfLarge() {
    if (bytes > MOST) {
      cut();
    }
  }

  /** Enough has come, or enough time has gone. */
  void cut() {
    if (answered && !ended) {
      ended = true;
      StreamReset.noMore(stream);
    }
  }
}
