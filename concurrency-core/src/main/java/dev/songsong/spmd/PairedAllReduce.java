// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

/**
 * An all-reduce in which pairs of members meet, at distances 1, 2, 4, ... That needs a power of
 * two; of the members beyond one, each hands its numbers to a neighbour before, and gets the result
 * after. Used by its rank's thread only.
 */
abstract sealed class PairedAllReduce permits RecursiveDoubling, Rabenseifner {
  /*
   * With six ranks, four go on and two are extra:
   *
   *   rank     0    1    2    3    4    5
   *            └──> │    └──> │    │    │      the first 2 * extra pair up
   *   number        0         1    2    3      who goes on is numbered anew
   *            ┌─── │    ┌─── │    │    │
   *
   * The numbers are in rank order, and so each number stands for ranks that follow each other. A
   * pair at distance d has combined the d numbers before and the d after: whoever puts the lower
   * one's first keeps the order of the ranks, and the operation need not be commutative.
   */
  final Rounds rounds;
  final int powerOfTwo;
  private final int extra;

  PairedAllReduce(Rounds rounds) {
    this.rounds = rounds;
    this.powerOfTwo = Integer.highestOneBit(rounds.size());
    this.extra = rounds.size() - powerOfTwo;
  }

  final void run(Data data) throws InterruptedException {
    int me = rounds.me();
    boolean paired = me < 2 * extra;
    if (paired && me % 2 == 0) {
      rounds.send(data, me + 1);
      rounds.receive(data, me + 1);
      return;
    }
    if (paired) {
      Data before = Steps.like(data);
      rounds.receive(before, me - 1);
      rounds.combine(before, data, data);
    }
    reduce(data, paired ? me / 2 : me - extra);
    if (paired) {
      rounds.send(data, me - 1);
    }
  }

  /** Combines the data of all who go on into everybody's; this one has that number. */
  abstract void reduce(Data data, int number) throws InterruptedException;

  /** The member with a number. */
  final int member(int number) {
    return number < extra ? 2 * number + 1 : number + extra;
  }

  /** Combines what a member sent with the own, the lower one's first. */
  final void combine(Data sent, int member, Data own) {
    if (member < rounds.me()) {
      rounds.combine(sent, own, own);
    } else {
      rounds.combine(own, sent, own);
    }
  }
}
