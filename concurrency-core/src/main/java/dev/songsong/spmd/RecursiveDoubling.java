// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

/** {@link Algorithm#RECURSIVE_DOUBLING}. Used by its rank's thread only. */
final class RecursiveDoubling extends PairedAllReduce {
  /*
   *   number     0     1     2     3
   *   start      0     1     2     3
   *   distance 1 01    01    23    23      both of a pair send all they have
   *   distance 2 0123  0123  0123  0123
   *
   * Both compute the same: so after each step all who have the same have the same bits.
   */
  RecursiveDoubling(Rounds rounds) {
    super(rounds);
  }

  @Override
  void reduce(Data data, int number) throws InterruptedException {
    Data in = Steps.like(data);
    for (int distance = 1; distance < powerOfTwo; distance *= 2) {
      int partner = member(number ^ distance);
      rounds.exchange(data, partner, in, partner);
      combine(in, partner, data);
    }
  }
}
