// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import org.jspecify.annotations.Nullable;

/** A send or a receive that was begun. Used by its rank's thread only. */
final class Transfer {
  private final int peer;
  private final long address;
  private final Data data;
  private final boolean exact;
  private @Nullable Counts counts; // where it is counted; null if it is not
  private boolean sent;
  private boolean done;
  private @Nullable String flaw;

  Transfer(int peer, long address, Data data) {
    this(peer, address, data, true);
  }

  /** A receive that, unless exact, also takes less than it has room for. */
  Transfer(int peer, long address, Data data, boolean exact) {
    this.peer = peer;
    this.address = address;
    this.data = data;
    this.exact = exact;
  }

  /** Lets it be counted, as sent or received, when it is done. */
  Transfer counted(Counts counts, boolean sent) {
    this.counts = counts;
    this.sent = sent;
    return this;
  }

  /** Whether a message of so many bytes and that type is what is waited for. */
  boolean takes(long bytes, long type) {
    long room = data.segment().byteSize();
    return type == data.type().ordinal() && (exact ? bytes == room : bytes <= room);
  }

  int peer() {
    return peer;
  }

  long address() {
    return address;
  }

  Data data() {
    return data;
  }

  boolean done() {
    return done;
  }

  void finish() {
    done = true;
    if (counts == null) {
      return;
    }
    if (sent) {
      counts.sent(data.segment().byteSize());
    } else {
      counts.received(data.segment().byteSize());
    }
  }

  /** Ends it because what came is not what was waited for. */
  void fail(String what) {
    flaw = what;
    done = true;
  }

  @Nullable String flaw() {
    return flaw;
  }
}
