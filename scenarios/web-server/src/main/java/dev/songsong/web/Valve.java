// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.Channel;

/** Whether a connection is read from now: not while anything holds it. The event loop's. */
final class Valve {

  /** Why nothing is read. */
  enum Reason {
    /** The handler is slower than the client. */
    BODY,
    /** The client asks faster than it is answered. */
    PIPELINE
  }

  private final Channel channel;
  private int held;
  private boolean ended;

  Valve(Channel channel) {
    this.channel = channel;
  }

  void hold(Reason reason) {
    held |= 1 << reason.ordinal();
    channel.config().setAutoRead(false);
  }

  void letGo(Reason reason) {
    int before = held;
    held &= ~(1 << reason.ordinal());
    if (before != 0 && held == 0) {
      read();
    }
  }

  private void read() {
    if (!ended) {
      channel.config().setAutoRead(true);
    }
  }

  /** There is nothing to read any more. */
  void end() {
    // Netty 4.2.18's epoll has forgotten the socket now, and fails if it is to be read again.
    ended = true;
  }

  /** Whether nothing is read. */
  boolean held() {
    return held != 0;
  }

  /** Lets go for every reason. */
  void open() {
    if (held != 0) {
      held = 0;
      read();
    }
  }
}
