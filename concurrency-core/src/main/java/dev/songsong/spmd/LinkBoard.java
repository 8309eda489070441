// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The board of a rank that knows of the others what their connections say. Used by its thread only.
 *
 * <p>News of a rank's end comes on its own connection, behind all it sent before.
 */
final class LinkBoard implements Board, Peer.News {
  private final int me;
  private final RendezvousClient rendezvous;
  private final @Nullable SharedBoard launcher; // hears who is given up, so as to end it
  private final Standing[] standings;
  private final String[] reasons;
  private List<Peer> peers = List.of();
  private long changes;

  LinkBoard(int me, int size, RendezvousClient rendezvous, @Nullable SharedBoard launcher) {
    this.me = me;
    this.rendezvous = rendezvous;
    this.launcher = launcher;
    this.standings = new Standing[size];
    this.reasons = new String[size];
    Arrays.fill(standings, Standing.RUNNING);
    Arrays.fill(reasons, "");
  }

  void peers(List<Peer> peers) {
    this.peers = peers;
  }

  @Override
  public long changes() {
    return changes;
  }

  @Override
  public Standing standing(int rank) {
    return standings[rank];
  }

  @Override
  public String reason(int rank) {
    return reasons[rank];
  }

  private boolean set(int rank, Standing how, String reason) {
    if (standings[rank] != Standing.RUNNING) {
      return false;
    }
    standings[rank] = how;
    reasons[rank] = reason;
    changes++;
    return true;
  }

  @Override
  public void leave(Standing how, String reason) {
    set(me, how, reason);
    tellOthers(Header.Kind.LEAVE, how.ordinal(), reason);
  }

  private void tellOthers(Header.Kind kind, long detail, String reason) {
    for (int rank = 0; rank < standings.length; rank++) {
      if (rank != me) {
        peers.get(rank).tell(kind, detail, reason);
      }
    }
  }

  /** A connection closed with unread bytes loses what it sent last: so they are waited for. */
  @Override
  public boolean settled() {
    return IntStream.range(0, standings.length)
            .allMatch(rank -> rank == me || standings[rank] != Standing.RUNNING)
        && peers.stream().allMatch(Peer::idle);
  }

  @Override
  public void expel(int rank, String reason) {
    if (set(rank, Standing.EXPELLED, reason)) {
      tellOthers(Header.Kind.EXPEL, rank, reason);
      if (launcher != null) {
        launcher.expel(rank, reason);
      }
    }
  }

  @Override
  public void left(int peer, Standing how, String reason) {
    set(peer, how, reason);
  }

  @Override
  public void expelled(int rank, String reason) {
    if (rank < standings.length) {
      set(rank, Standing.EXPELLED, reason);
    }
  }

  @Override
  public Agreement agree(
      int context, List<Integer> members, int nextContext, Waiter waiter, long limit)
      throws InterruptedException {
    List<Integer> gone =
        members.stream().filter(rank -> standings[rank] != Standing.RUNNING).toList();
    Agreement agreed =
        rendezvous.agree(new Poll.Vote(context, nextContext, members, gone), waiter, limit);
    if (agreed.survivors().contains(me)) {
      members.stream()
          .filter(rank -> !agreed.survivors().contains(rank))
          .forEach(rank -> expel(rank, "did not come to a rebuild in time"));
    }
    return agreed;
  }
}
