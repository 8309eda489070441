// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** What a rank has, whichever of its communicators it calls. Used by its thread only. */
final class Rank {
  // How long one that failed stays, so that its connections bring the news before they break.
  private static final long NEWS_NANOS = Duration.ofMillis(500).toNanos();

  private final int me;
  private final List<Peer> peers;
  private final Board board;
  private final Optional<SharedData> shared;
  private final Waiter waiter;
  private final Counts counts = new Counts();
  private final Thread owner = Thread.currentThread();
  // By type; made when first needed, because the arrays are not small.
  private final Map<Data.Type, Fold> folds = new EnumMap<>(Data.Type.class);
  private int nextContext = 1;

  /**
   * @param peers everybody's in rank order, with its own
   * @param shared where data goes through shared memory, that memory
   */
  Rank(int me, List<Peer> peers, Board board, Optional<SharedData> shared, long spinNanos) {
    this.me = me;
    this.peers = List.copyOf(peers);
    this.board = board;
    this.shared = shared;
    this.waiter = new Waiter(this::progress, this::moved, spinNanos);
  }

  private void progress() {
    for (int i = 0; i < peers.size(); i++) {
      peers.get(i).progress();
    }
  }

  /** How many bytes have gone out and come in so far. */
  private long moved() {
    long moved = 0;
    for (int i = 0; i < peers.size(); i++) {
      moved += peers.get(i).moved();
    }
    return moved;
  }

  int me() {
    return me;
  }

  Board board() {
    return board;
  }

  Peer peer(int rank) {
    return peers.get(rank);
  }

  Optional<SharedData> shared() {
    return shared;
  }

  Waiter waiter() {
    return waiter;
  }

  Counts counts() {
    return counts;
  }

  Fold fold(Data.Type type) {
    return folds.computeIfAbsent(type, Fold::of);
  }

  int nextContext() {
    return nextContext;
  }

  /** Contexts below this one are taken, here or at a rank it shares a communicator with. */
  void contextsTakenBelow(int context) {
    nextContext = Math.max(nextContext, context);
  }

  void requireOwner() {
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "thread: "
              + Thread.currentThread().getName()
              + " (expected: "
              + owner.getName()
              + ", the rank's own); give other threads ranks of their own");
    }
  }

  /** The communicator of all ranks. */
  Circle world() {
    return new Circle(this, IntStream.range(0, peers.size()).boxed().toList(), 0);
  }

  /**
   * Sends what it still has to send, and tells the others how it ends, whatever happens: they wait
   * for that. An interrupt is kept, and hurries it.
   */
  void leave(Standing how, String reason, Duration deadline) {
    boolean ended = how == Standing.ENDED;
    long nanos = ended ? CallOptions.nanos(deadline) : NEWS_NANOS;
    boolean interrupted = ended && !waits(this::allSent, nanos);
    board.leave(how, reason);
    if (!waits(board::settled, interrupted ? NEWS_NANOS : nanos)) {
      interrupted = true;
      waits(board::settled, NEWS_NANOS);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Who no longer runs reads nothing any more. */
  private boolean allSent() {
    for (int i = 0; i < peers.size(); i++) {
      if (!peers.get(i).idle() && board.standing(i) == Standing.RUNNING) {
        return false;
      }
    }
    return true;
  }

  /** False if it was interrupted. */
  private boolean waits(BooleanSupplier done, long nanos) {
    try {
      waiter.await(done, () -> null, System.nanoTime() + nanos);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** The members who are gone in a way that breaks a communicator. */
  List<Integer> lost(List<Integer> members) {
    var lost = new ArrayList<Integer>();
    for (int i = 0; i < members.size(); i++) {
      if (board.standing(members.get(i)).breaksTheGroup()) {
        lost.add(i);
      }
    }
    return lost;
  }
}
