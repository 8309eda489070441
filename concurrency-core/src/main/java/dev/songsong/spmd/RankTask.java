// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import dev.songsong.exec.WrappedWork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A rank as a task of the executor that runs it; which rank it is, it learns when it begins. */
record RankTask<R>(GroupSpec spec, int task, RankBody<R> work) implements WrappedWork<R> {

  private static final Duration START = Duration.ofMinutes(1);

  @Override
  public R call() throws Exception {
    try (Host host = Host.of(spec)) {
      int rank = host.begin(task);
      SharedBoard board = host.board(rank);
      try {
        awaitAll(board);
        return spec.transport() == Transport.SHARED
            ? runShared(host, rank)
            : runConnected(board, rank);
      } catch (Throwable e) {
        // Told before, unless it failed before or after its body.
        board.leave(Standing.FAILED, Running.describe(e));
        throw e;
      } finally {
        board.leave(Standing.ENDED, "");
      }
    }
  }

  /** To start processes takes longer than most calls. */
  private Duration startLimit() {
    Duration deadline = Duration.ofNanos(spec.options().nanos());
    return deadline.compareTo(START) > 0 ? deadline : START;
  }

  /** No rank begins before all are there: until then the launcher hears of a death first. */
  private void awaitAll(SharedBoard board) throws InterruptedException {
    long limit = System.nanoTime() + startLimit().toNanos();
    boolean all =
        new Waiter(() -> {}, () -> 0, 0).await(board::allBegun, () -> lostAtStart(board), limit);
    if (!all) {
      List<Integer> late =
          IntStream.range(0, spec.size()).filter(rank -> board.task(rank) < 0).boxed().toList();
      throw new RanksLateException(
          "start: ranks "
              + late
              + " did not begin (expected: within "
              + startLimit()
              + "). If they only need longer, set a longer deadline.",
          late);
    }
  }

  private @Nullable RuntimeException lostAtStart(SharedBoard board) {
    List<Integer> lost =
        IntStream.range(0, spec.size())
            .filter(rank -> board.standing(rank) == Standing.DEAD)
            .boxed()
            .toList();
    return lost.isEmpty()
        ? null
        : new RanksLostException(
            "start: lost ranks "
                + lost
                + " (expected: all "
                + spec.size()
                + "): "
                + board.reason(lost.getFirst()),
            lost);
  }

  private R runShared(Host host, int me) throws Exception {
    SharedData data = host.data().orElseThrow();
    var peers = new ArrayList<Peer>();
    for (int other = 0; other < spec.size(); other++) {
      peers.add(new Peer(other, data.link(me, other), Peer.News.NONE));
    }
    var rank = new Rank(me, peers, host.board(me), Optional.of(data), spec.spinNanos());
    return run(rank);
  }

  private R runConnected(SharedBoard board, int me) throws Exception {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), spec.port());
    try (Mesh mesh = Mesh.join(address, spec.token(), me, spec.size(), startLimit())) {
      return run(mesh.rank(board, spec.spinNanos()));
    }
  }

  private R run(Rank rank) throws Exception {
    return Running.run(rank, spec.options(), work);
  }
}
