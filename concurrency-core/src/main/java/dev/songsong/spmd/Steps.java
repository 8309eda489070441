// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.lang.foreign.MemorySegment;

/**
 * What all collectives are made of; who calls has checked the arguments. Used by its rank's thread
 * only.
 */
abstract sealed class Steps permits Moves, Reductions {
  /*
   * For large data each member owns a slice, which gives three steps that all others are made of:
   *
   *   spread   everybody sends every other member the slice that it owns
   *   combine  the owner folds what it got in rank order
   *   collect  owners send their slice to everybody, or to the root
   *
   * broadcast = the root's slices to their owners, collect. reduceScatter = spread, combine.
   * reduce = spread, combine, collect at the root. allReduce = spread, combine, collect
   * (Rabenseifner's idea with direct messages in place of halving: as many bytes, p - 1 messages in
   * one step, and the order of the ranks is kept at no cost). A scan goes along the ranks, piece by
   * piece.
   */
  static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

  final Circle circle;
  final Meeting meeting;
  final int me;
  final int size;

  Steps(Circle circle) {
    this.circle = circle;
    this.meeting = circle.meeting();
    this.me = circle.me();
    this.size = circle.size();
  }

  /** Opens a collective; true if the payload went along. */
  final boolean open(Call call, Data payload, boolean mine, Timing timing)
      throws InterruptedException {
    MemorySegment bytes = payload.segment();
    boolean small = bytes.byteSize() <= meeting.room();
    meeting.meet(call, small && mine ? bytes : NOTHING, timing);
    return small;
  }

  final Exchange exchange(Call call, Timing timing) {
    return Exchange.of(circle, call, timing);
  }

  /** Counts what travelled with the meeting: so many bytes to each other member, or from each. */
  final void countSent(long bytes, int members) {
    for (int i = 0; i < members; i++) {
      circle.rank().counts().sent(bytes);
    }
  }

  final void countReceived(long bytes, int members) {
    for (int i = 0; i < members; i++) {
      circle.rank().counts().received(bytes);
    }
  }

  final void scatterSlices(Call call, Data data, Slices slices, int root, Timing timing)
      throws InterruptedException {
    var exchange = exchange(call, timing);
    if (me == root) {
      for (int member = 0; member < size; member++) {
        if (member != me) {
          exchange.send(slices.of(data, member), member);
        }
      }
    } else {
      exchange.receive(slices.of(data, me), root);
    }
    exchange.await();
  }

  /** Everybody gets everybody's slice, but for the one who has all. */
  final void collect(Call call, Data data, Slices slices, Timing timing, int hasAll)
      throws InterruptedException {
    var exchange = exchange(call, timing);
    for (int member = 0; member < size; member++) {
      if (member != me && me != hasAll) {
        exchange.receive(slices.of(data, member), member);
      }
      if (member != me && member != hasAll) {
        exchange.send(slices.of(data, me), member);
      }
    }
    exchange.await();
  }

  final void gatherParts(Call call, Data part, Data all, Slices slices, int root, Timing timing)
      throws InterruptedException {
    var exchange = exchange(call, timing);
    if (me != root) {
      exchange.send(part, root);
    } else {
      for (int member = 0; member < size; member++) {
        if (member != me) {
          exchange.receive(slices.of(all, member), member);
        }
      }
    }
    exchange.await();
  }

  final void takePayloads(Data all, long bytes) {
    for (int member = 0; member < size; member++) {
      MemorySegment.copy(meeting.payload(member), 0, all.segment(), member * bytes, bytes);
    }
    countReceived(bytes, size - 1);
  }

  static Data like(Data data) {
    long words = Math.ceilDiv(data.segment().byteSize(), Long.BYTES);
    MemorySegment room = MemorySegment.ofArray(new long[Math.toIntExact(words)]);
    return Data.of(room.asSlice(0, data.segment().byteSize()), data.type());
  }
}
