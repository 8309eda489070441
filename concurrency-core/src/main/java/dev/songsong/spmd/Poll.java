// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who of a communicator's members is left, decided where all of them can reach: at the rendezvous.
 *
 * <p>Guarded by the rendezvous' lock.
 */
final class Poll {

  /**
   * What a survivor says: its context to be rebuilt, the next one it has, and who is gone for it.
   */
  record Vote(int context, int nextContext, List<Integer> members, List<Integer> gone) {
    Key key() {
      return new Key(context, members);
    }
  }

  /** Which communicator: contexts are taken again by those who have no member in common. */
  record Key(int context, List<Integer> members) {}

  private final Map<Integer, Vote> votes = new HashMap<>();
  private final Set<Integer> gone;
  private Optional<Board.Agreement> decision = Optional.empty();

  /** A poll of whom these have left already, which who votes may not know yet. */
  Poll(Set<Integer> left) {
    gone = new HashSet<>(left);
  }

  void vote(int rank, Vote vote) {
    votes.put(rank, vote);
    gone.addAll(vote.gone());
  }

  void lost(int rank) {
    gone.add(rank);
  }

  Set<Integer> voters() {
    return Set.copyOf(votes.keySet());
  }

  Optional<Board.Agreement> decision() {
    return decision;
  }

  /** Decides if nobody is missing any more, or if those who are shall not be waited for. */
  Optional<Board.Agreement> decide(boolean now) {
    if (decision.isEmpty() && !votes.isEmpty()) {
      List<Integer> members = votes.values().iterator().next().members();
      List<Integer> survivors =
          members.stream().filter(rank -> votes.containsKey(rank) && !gone.contains(rank)).toList();
      boolean complete =
          members.stream().allMatch(rank -> votes.containsKey(rank) || gone.contains(rank));
      if (complete || now) {
        int next = votes.values().stream().mapToInt(Vote::nextContext).max().orElse(0);
        decision = Optional.of(new Board.Agreement(survivors, next));
        return decision;
      }
    }
    return Optional.empty();
  }
}
