// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The members of a communicator, and the errors that name them. Members are numbered in it; {@link
 * #world} gives the rank's number at the start. Used by its rank's thread only.
 */
final class Circle {
  private final Rank rank;
  private final List<Integer> members;
  private final int context;
  private final int me;
  private final Meeting meeting;
  // Nobody was lost at this state of the board.
  private long wholeAt = -1;
  private @Nullable Circle rebuilt; // what a rebuild has made of it

  Circle(Rank rank, List<Integer> members, int context) {
    this.rank = rank;
    this.members = List.copyOf(members);
    this.context = context;
    this.me = members.indexOf(rank.me());
    this.meeting =
        rank.shared().isPresent() && context < GroupLayout.CONTEXTS
            ? new SharedMeeting(this, rank.shared().get())
            : new LinkMeeting(this);
  }

  Rank rank() {
    return rank;
  }

  int me() {
    return me;
  }

  int size() {
    return members.size();
  }

  List<Integer> members() {
    return members;
  }

  int world(int member) {
    return members.get(member);
  }

  int context() {
    return context;
  }

  void rebuiltAs(Circle next) {
    rebuilt = next;
  }

  /** What the last of its rebuilds made: an agreement is made once for each context. */
  Circle latest() {
    Circle latest = this;
    while (latest.rebuilt != null) {
      latest = latest.rebuilt;
    }
    return latest;
  }

  Meeting meeting() {
    return meeting;
  }

  /** Throws if a member is lost: then nothing can be called any more but a rebuild. */
  void requireWhole(Object what) {
    RanksLostException lost = broken(what);
    if (lost != null) {
      throw lost;
    }
  }

  /** Why the communicator is of no more use; null while it is. */
  @Nullable RanksLostException broken(Object what) {
    long changes = rank.board().changes();
    if (changes == wholeAt) {
      return null;
    }
    List<Integer> lost = rank.lost(members);
    if (lost.isEmpty()) {
      wholeAt = changes;
      return null;
    }
    return lost(what, lost);
  }

  /** Why one of those who are waited for can't come any more; null while all can. */
  @Nullable RanksLostException hopeless(Object what, List<Integer> awaited) {
    RanksLostException broken = broken(what);
    if (broken != null) {
      return broken;
    }
    List<Integer> ended =
        awaited.stream()
            .filter(member -> rank.board().standing(world(member)) == Standing.ENDED)
            .toList();
    return ended.isEmpty() ? null : lost(what, ended);
  }

  private RanksLostException lost(Object what, List<Integer> lost) {
    String each = lost.stream().map(this::fate).collect(Collectors.joining("; "));
    return new RanksLostException(
        what
            + ": lost ranks "
            + lost
            + " (expected: all "
            + size()
            + " there): "
            + each
            + ". rebuild() makes a communicator of those who are left.",
        lost);
  }

  private String fate(int member) {
    Standing standing = rank.board().standing(world(member));
    String reason = rank.board().reason(world(member));
    String fate =
        switch (standing) {
          case RUNNING -> "runs";
          case ENDED -> "has ended";
          case FAILED -> "failed";
          case DEAD -> "died";
          case EXPELLED -> "was given up";
        };
    return "rank " + member + " " + fate + (reason.isEmpty() ? "" : ", " + reason);
  }

  /** Those who are late for a collective are given up, so that the others' calls end too. */
  RanksLateException lateFor(Object what, Duration deadline, List<Integer> late) {
    for (int member : late) {
      if (member != me) {
        rank.board().expel(world(member), "it did not come to " + what + " within " + deadline);
      }
    }
    return late(what, deadline, late);
  }

  RanksLateException late(Object what, Duration deadline, List<Integer> late) {
    return new RanksLateException(
        what
            + ": ranks "
            + late
            + " did not come (expected: within "
            + deadline
            + "). If they only need longer, set a longer deadline.",
        late);
  }
}
