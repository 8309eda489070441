// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.util.Optional;

/**
 * The collectives that combine data, in rank order unless an all-reduce is asked for otherwise.
 * Small data travels with the meeting that opens each of them, large data by messages, or for an
 * all-reduce through the windows of shared memory. Used by its rank's thread only.
 */
final class Reductions extends Steps {
  private static final long PIECE_BYTES = 4 << 20;
  private static final long SCAN_BYTES = 1 << 16;

  Reductions(Circle circle) {
    super(circle);
  }

  void allReduce(Call call, Data data, Op op, Timing timing) throws InterruptedException {
    if (call.algorithm() == Algorithm.FIXED_ORDER) {
      allReduceInOrder(call, data, op, timing);
    } else {
      meeting.meet(call, NOTHING, timing);
      allReduceBy(
          call.algorithm().of(data.segment().byteSize(), size),
          new Rounds(circle, call, op, timing),
          data);
    }
  }

  private void allReduceBy(Algorithm algorithm, Rounds rounds, Data data)
      throws InterruptedException {
    long step = PIECE_BYTES / data.type().size();
    for (long at = 0; at < data.length(); at += step) {
      Data piece = data.slice(at, Math.min(step, data.length() - at));
      switch (algorithm) {
        case RECURSIVE_DOUBLING -> new RecursiveDoubling(rounds).run(piece);
        case RING -> new RingAllReduce(rounds).run(piece);
        case RABENSEIFNER -> new Rabenseifner(rounds).run(piece);
        case FIXED_ORDER, BY_SIZE -> throw new AssertionError(algorithm);
      }
      rounds.finish(piece);
    }
  }

  private void allReduceInOrder(Call call, Data data, Op op, Timing timing)
      throws InterruptedException {
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
