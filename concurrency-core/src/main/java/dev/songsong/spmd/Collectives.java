// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The algorithms of the collectives; who calls has checked the arguments.
 *
 * <p>Small data travels with the meeting that opens each of them. Large data is sent by messages,
 * or for an all-reduce through the windows of shared memory. Used by its rank's thread only.
 */
final class Collectives {
  /*
   * For large data each member owns a slice, which gives three steps that all others are made of:
   *
   *   spread   everybody sends every other member the slice that it owns
   *   combine  the owner folds what it got in rank order
   *   collect  owners send their slice to everybody, or to the root
   *
   * broadcast = the root's slices to their owners, collect. reduceScatter = spread, combine.
   * reduce = spread, combine, collect at the root. allReduce = spread, combine, collect (Rabenseifner's
   * idea with direct messages in place of halving: as many bytes, p - 1 messages in one step, and
   * the order of the ranks is kept at no cost). A scan goes along the ranks, piece by piece.
   */
  private static final int TAG = -2;
  private static final long PIECE_BYTES = 4 << 20;
  private static final long SCAN_BYTES = 1 << 16;
  private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

  private final Circle circle;
  private final Meeting meeting;
  private final int me;
  private final int size;

  Collectives(Circle circle) {
    this.circle = circle;
    this.meeting = circle.meeting();
    this.me = circle.me();
    this.size = circle.size();
  }

  /** Opens a collective; true if the payload went along. */
  private boolean open(Call call, Data payload, boolean mine, Timing timing)
      throws InterruptedException {
    MemorySegment bytes = payload.segment();
    boolean small = bytes.byteSize() <= meeting.room();
    meeting.meet(call, small && mine ? bytes : NOTHING, timing);
    return small;
  }

  private Exchange exchange(Call call, Timing timing) {
    return new Exchange(circle, TAG, call, timing);
  }

  /** Counts what travelled with the meeting: so many bytes to each other member, or from each. */
  private void countSent(long bytes, int members) {
    for (int i = 0; i < members; i++) {
      circle.rank().counts().sent(bytes);
    }
  }

  private void countReceived(long bytes, int members) {
    for (int i = 0; i < members; i++) {
      circle.rank().counts().received(bytes);
    }
  }

  void barrier(Call call, Timing timing) throws InterruptedException {
    meeting.meet(call, NOTHING, timing);
  }

  void broadcast(Call call, Data data, int root, Timing timing) throws InterruptedException {
    boolean small = open(call, data, me == root, timing);
    long bytes = data.segment().byteSize();
    if (small && me == root) {
      countSent(bytes, size - 1);
    } else if (small) {
      data.segment().copyFrom(meeting.payload(root));
      countReceived(bytes, 1);
    } else {
      var slices = new Slices(data.length(), size);
      scatterSlices(call, data, slices, root, timing);
      collect(call, data, slices, timing, root);
    }
  }

  private void scatterSlices(Call call, Data data, Slices slices, int root, Timing timing)
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
  private void collect(Call call, Data data, Slices slices, Timing timing, int hasAll)
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

  void scatter(Call call, Data all, Data part, int root, Timing timing)
      throws InterruptedException {
    boolean small = part.segment().byteSize() * size <= meeting.room();
    meeting.meet(call, small && me == root ? all.segment() : NOTHING, timing);
    long bytes = part.segment().byteSize();
    var slices = new Slices(part.length() * size, size);
    if (me == root) {
      part.segment().copyFrom(slices.of(all, me).segment());
    }
    if (!small) {
      scatterParts(call, all, part, slices, root, timing);
    } else if (me == root) {
      countSent(bytes, size - 1);
    } else {
      MemorySegment.copy(meeting.payload(root), me * bytes, part.segment(), 0, bytes);
      countReceived(bytes, 1);
    }
  }

  private void scatterParts(Call call, Data all, Data part, Slices slices, int root, Timing timing)
      throws InterruptedException {
    if (me == root) {
      scatterSlices(call, all, slices, root, timing);
    } else {
      var exchange = exchange(call, timing);
      exchange.receive(part, root);
      exchange.await();
    }
  }

  void gather(Call call, Data part, Data all, int root, Timing timing) throws InterruptedException {
    boolean small = open(call, part, true, timing);
    var slices = new Slices(part.length() * size, size);
    long bytes = part.segment().byteSize();
    if (me == root) {
      slices.of(all, me).segment().copyFrom(part.segment());
    }
    if (!small) {
      gatherParts(call, part, all, slices, root, timing);
    } else if (me == root) {
      takePayloads(all, bytes);
    } else {
      countSent(bytes, 1);
    }
  }

  private void gatherParts(Call call, Data part, Data all, Slices slices, int root, Timing timing)
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

  private void takePayloads(Data all, long bytes) {
    for (int member = 0; member < size; member++) {
      MemorySegment.copy(meeting.payload(member), 0, all.segment(), member * bytes, bytes);
    }
    countReceived(bytes, size - 1);
  }

  void allGather(Call call, Data part, Data all, Timing timing) throws InterruptedException {
    boolean small = open(call, part, true, timing);
    long bytes = part.segment().byteSize();
    if (small) {
      takePayloads(all, bytes);
      countSent(bytes, size - 1);
    } else {
      var slices = new Slices(part.length() * size, size);
      slices.of(all, me).segment().copyFrom(part.segment());
      collect(call, all, slices, timing, -1);
    }
  }

  void allToAll(Call call, Data out, Data in, Timing timing) throws InterruptedException {
    boolean small = open(call, out, true, timing);
    var slices = new Slices(out.length(), size);
    slices.of(in, me).segment().copyFrom(slices.of(out, me).segment());
    long bytes = out.segment().byteSize() / size;
    var exchange = exchange(call, timing);
    for (int member = 0; member < size; member++) {
      if (small) {
        MemorySegment.copy(
            meeting.payload(member), me * bytes, in.segment(), member * bytes, bytes);
      } else if (member != me) {
        exchange.receive(slices.of(in, member), member);
        exchange.send(slices.of(out, member), member);
      }
    }
    if (small) {
      countSent(bytes, size - 1);
      countReceived(bytes, size - 1);
    } else {
      exchange.await();
    }
  }

  void allReduce(Call call, Data data, Op op, Timing timing) throws InterruptedException {
    boolean small = open(call, data, true, timing);
    Optional<SharedData> shared = circle.rank().shared();
    if (small) {
      foldPayloads(op, data, 0, size);
      countSent(data.segment().byteSize(), size - 1);
      countReceived(data.segment().byteSize(), size - 1);
    } else if (shared.isPresent() && meeting instanceof SharedMeeting) {
      new Windows(circle, shared.get(), call, timing, data, op).allReduce();
    } else {
      long step = PIECE_BYTES / data.type().size();
      for (long at = 0; at < data.length(); at += step) {
        Data piece = data.slice(at, Math.min(step, data.length() - at));
        var slices = new Slices(piece.length(), size);
        combine(call, piece, slices, slices.of(piece, me), op, timing);
        collect(call, piece, slices, timing, -1);
      }
    }
  }

  void reduce(Call call, Data data, Op op, int root, Timing timing) throws InterruptedException {
    boolean small = open(call, data, true, timing);
    if (small && me == root) {
      foldPayloads(op, data, 0, size);
      countReceived(data.segment().byteSize(), size - 1);
    } else if (small) {
      countSent(data.segment().byteSize(), 1);
    } else {
      long step = PIECE_BYTES / data.type().size();
      for (long at = 0; at < data.length(); at += step) {
        Data piece = data.slice(at, Math.min(step, data.length() - at));
        var slices = new Slices(piece.length(), size);
        Data own = me == root ? slices.of(piece, me) : like(slices.of(piece, me));
        combine(call, piece, slices, own, op, timing);
        gatherParts(call, own, piece, slices, root, timing);
      }
    }
  }

  void reduceScatter(Call call, Data all, Data part, Op op, Timing timing)
      throws InterruptedException {
    boolean small = open(call, all, true, timing);
    long bytes = part.segment().byteSize();
    if (small) {
      foldPayloads(op, part, me * bytes, size);
      countSent(bytes, size - 1);
      countReceived(bytes, size - 1);
    } else {
      combine(call, all, new Slices(all.length(), size), part, op, timing);
    }
  }

  /** Everybody's contribution to this member's slice, in rank order, into {@code result}. */
  private void combine(Call call, Data data, Slices slices, Data result, Op op, Timing timing)
      throws InterruptedException {
    var exchange = exchange(call, timing);
    var parts = new Data[size];
    for (int member = 0; member < size; member++) {
      parts[member] = slices.of(data, me);
      if (member != me) {
        parts[member] = like(parts[member]);
        exchange.receive(parts[member], member);
        exchange.send(slices.of(data, member), member);
      }
    }
    exchange.await();
    fold(op, parts, result);
  }

  private static Data like(Data data) {
    long words = Math.ceilDiv(data.segment().byteSize(), Long.BYTES);
    MemorySegment room = MemorySegment.ofArray(new long[Math.toIntExact(words)]);
    return Data.of(room.asSlice(0, data.segment().byteSize()), data.type());
  }

  private void fold(Op op, Data[] parts, Data result) {
    Fold fold = circle.rank().fold(result.type());
    int unit = result.type().size();
    for (long at = 0; at < result.length(); at += Fold.BLOCK) {
      int count = (int) Math.min(Fold.BLOCK, result.length() - at);
      fold.begin(parts[0].segment(), at * unit, count);
      for (int member = 1; member < parts.length; member++) {
        fold.add(op, parts[member].segment(), at * unit, count);
      }
      fold.finish(op, parts.length, count);
      fold.end(result.segment(), at * unit, count);
    }
  }

  /** Folds what the first {@code members} brought along, from a byte position on. */
  private void foldPayloads(Op op, Data result, long offset, int members) {
    Fold fold = circle.rank().fold(result.type());
    int unit = result.type().size();
    for (long at = 0; at < result.length(); at += Fold.BLOCK) {
      int count = (int) Math.min(Fold.BLOCK, result.length() - at);
      fold.begin(meeting.payload(0), offset + at * unit, count);
      for (int member = 1; member < members; member++) {
        fold.add(op, meeting.payload(member), offset + at * unit, count);
      }
      fold.finish(op, members, count);
      fold.end(result.segment(), at * unit, count);
    }
  }

  void scan(Call call, Data data, Op op, Timing timing) throws InterruptedException {
    boolean small = open(call, data, true, timing);
    long bytes = data.segment().byteSize();
    if (small) {
      foldPayloads(op, data, 0, me + 1);
      countSent(bytes, size - 1 - me);
      countReceived(bytes, me);
      return;
    }
    long step = SCAN_BYTES / data.type().size();
    for (long at = 0; at < data.length(); at += step) {
      scanPiece(call, data.slice(at, Math.min(step, data.length() - at)), op, timing);
    }
  }

  /** What comes from before is combined with the own and sent on; the average is made last. */
  private void scanPiece(Call call, Data piece, Op op, Timing timing) throws InterruptedException {
    Fold fold = circle.rank().fold(piece.type());
    int unit = piece.type().size();
    Data before = like(piece);
    if (me > 0) {
      var exchange = exchange(call, timing);
      exchange.receive(before, me - 1);
      exchange.await();
    }
    Data on = like(piece);
    for (long at = 0; at < piece.length(); at += Fold.BLOCK) {
      int count = (int) Math.min(Fold.BLOCK, piece.length() - at);
      fold.begin((me > 0 ? before : piece).segment(), at * unit, count);
      if (me > 0) {
        fold.add(op, piece.segment(), at * unit, count);
      }
      fold.end(on.segment(), at * unit, count);
      fold.finish(op, me + 1, count);
      fold.end(piece.segment(), at * unit, count);
    }
    if (me < size - 1) {
      var exchange = exchange(call, timing);
      exchange.send(on, me + 1);
      exchange.await();
    }
  }
}
