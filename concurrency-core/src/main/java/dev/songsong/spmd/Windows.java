// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * A large all-reduce in shared memory: chunk by chunk through windows that stay in the cache.
 *
 * <p>Made for one call. Used by its rank's thread only.
 */
final class Windows {
  /*
   * Each member owns a slice of every chunk. For chunk k a member
   *
   *   fill     copies of its own data the slices that others own into its window: FILLED k
   *   reduce   waits until all have filled, combines its slice in rank order straight from the
   *            windows of all into its data and its window's second half: REDUCED k
   *   collect  waits until all have reduced, and copies their slices from their windows
   *
   * and fills chunk k + 1 before it reduces k, so that nobody waits for a copy. Both halves of a
   * window have room for two chunks, used in turn. No further flags are needed:
   *   - fill(k + 1) overwrites what was filled for k - 1: all have read it, because this member has
   *     waited for REDUCED k - 1 of all.
   *   - reduce(k) overwrites what was reduced for k - 2: all have collected it before they filled
   *     k, which this member has waited for.
   * FINISHED says that a member reads nobody's window any more: it has collected the last chunk, or
   * left early, interrupted or because a member is lost. A rank waits for that of all before it
   * uses its window the next time, perhaps with other members; mostly they have long said so.
   *
   * The order within an element is r0, r1, r2, ... whoever owns it. A ring would move as many
   * bytes, but combine every slice in another order.
   */
  private final Circle circle;
  private final SharedData shared;
  private final Call call;
  private final Timing timing;
  private final Data data;
  private final Op op;
  private final Fold fold;
  private final long chunk; // numbers in a chunk
  private final long chunks;
  private final long[] base; // by member: chunks it had filled before
  private final MemorySegment[] window; // by member
  private final long half;

  Windows(Circle circle, SharedData shared, Call call, Timing timing, Data data, Op op) {
    this.circle = circle;
    this.shared = shared;
    this.call = call;
    this.timing = timing;
    this.data = data;
    this.op = op;
    this.fold = circle.rank().fold(data.type());
    this.half = shared.layout().windowBytes() / 4;
    this.chunk = half / data.type().size();
    this.chunks = Math.ceilDiv(data.length(), chunk);
    this.base = new long[circle.size()];
    this.window = new MemorySegment[circle.size()];
    for (int member = 0; member < circle.size(); member++) {
      base[member] = circle.meeting().chunks(member);
      window[member] = shared.layout().window(shared.memory(), circle.world(member));
    }
  }

  void allReduce() throws InterruptedException {
    // At once: if this call fails, the next must not take what it said for its own.
    shared.advance(chunks);
    try {
      awaitOwnWindow();
      lendWindow();
      fill(0);
      for (long k = 0; k < chunks; k++) {
        if (k + 1 < chunks) {
          fill(k + 1);
        }
        await(GroupLayout.FILLED, k + 1);
        reduce(k);
        await(GroupLayout.REDUCED, k + 1);
        collect(k);
      }
    } finally {
      say(GroupLayout.FINISHED, chunks);
    }
    count();
  }

  private void awaitOwnWindow() throws InterruptedException {
    Board board = circle.rank().board();
    Waiter waiter = circle.rank().waiter();
    if (!waiter.await(
        () -> shared.windowIsFree(board), () -> circle.broken(call), timing.limit())) {
      throw new RanksLateException(
          call
              + ": ranks still read what this one lent them for another call (expected: within "
              + timing.deadline()
              + "); it was left early, by an interrupt or an error",
          List.of());
    }
  }

  private void lendWindow() {
    int[] borrowers = new int[window.length];
    long[] left = new long[window.length];
    for (int member = 0; member < window.length; member++) {
      // Itself it need not wait for.
      borrowers[member] = circle.world(member);
      left[member] = member == circle.me() ? 0 : base[member] + chunks;
    }
    shared.lend(borrowers, left);
  }

  private Slices slices(long k) {
    return new Slices(Math.min(chunk, data.length() - k * chunk), circle.size());
  }

  private long filledAt(long k) {
    return (k & 1) * half;
  }

  private long reducedAt(long k) {
    return (2 + (k & 1)) * half;
  }

  private long bytes(long numbers) {
    return numbers * data.type().size();
  }

  private void fill(long k) {
    Slices slices = slices(k);
    long mine = slices.start(circle.me());
    long behind = slices.start(circle.me() + 1);
    lend(k, 0, mine);
    lend(k, behind, slices.length() - behind);
    say(GroupLayout.FILLED, k + 1);
  }

  private void lend(long k, long start, long count) {
    MemorySegment.copy(
        data.segment(),
        bytes(k * chunk + start),
        window[circle.me()],
        filledAt(k) + bytes(start),
        bytes(count));
  }

  private void reduce(long k) {
    Slices slices = slices(k);
    long end = slices.start(circle.me() + 1);
    for (long at = slices.start(circle.me()); at < end; at += Fold.BLOCK) {
      block(k, at, (int) Math.min(Fold.BLOCK, end - at));
    }
    say(GroupLayout.REDUCED, k + 1);
  }

  private void block(long k, long at, int count) {
    for (int member = 0; member < window.length; member++) {
      boolean own = member == circle.me();
      MemorySegment from = own ? data.segment() : window[member];
      long offset = own ? bytes(k * chunk + at) : filledAt(k) + bytes(at);
      if (member == 0) {
        fold.begin(from, offset, count);
      } else {
        fold.add(op, from, offset, count);
      }
    }
    fold.finish(op, window.length, count);
    fold.end(data.segment(), bytes(k * chunk + at), count);
    fold.end(window[circle.me()], reducedAt(k) + bytes(at), count);
  }

  private void collect(long k) {
    Slices slices = slices(k);
    for (int member = 0; member < window.length; member++) {
      if (member != circle.me()) {
        long start = slices.start(member);
        MemorySegment.copy(
            window[member],
            reducedAt(k) + bytes(start),
            data.segment(),
            bytes(k * chunk + start),
            bytes(slices.count(member)));
      }
    }
  }

  private void say(long what, long k) {
    long at = shared.layout().rank(circle.world(circle.me())) + what;
    Words.release(shared.memory(), at, base[circle.me()] + k);
  }

  private boolean said(int member, long what, long k) {
    return Words.acquire(shared.memory(), shared.layout().rank(circle.world(member)) + what)
        >= base[member] + k;
  }

  private void await(long what, long k) throws InterruptedException {
    BooleanSupplier all =
        () -> {
          for (int member = 0; member < window.length; member++) {
            if (!said(member, what, k)) {
              return false;
            }
          }
          return true;
        };
    Waiter waiter = circle.rank().waiter();
    if (!waiter.await(all, () -> circle.hopeless(call, missing(what, k)), timing.limit())) {
      throw circle.lateFor(call, timing.deadline(), missing(what, k));
    }
  }

  private List<Integer> missing(long what, long k) {
    return IntStream.range(0, window.length)
        .filter(member -> !said(member, what, k))
        .boxed()
        .toList();
  }

  /** As theory has it: all but the own slice goes out and comes in, once each way. */
  private void count() {
    long own = new Slices(data.length(), circle.size()).count(circle.me());
    long others = data.length() - own;
    long out = bytes(others + own * (circle.size() - 1));
    circle.rank().counts().sent(out);
    circle.rank().counts().received(out);
  }
}
