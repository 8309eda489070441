// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

/** {@link Algorithm#RABENSEIFNER}. Used by its rank's thread only. */
final class Rabenseifner extends PairedAllReduce {
  /*
   * Both of a pair have the same stretch of data. Each keeps a half of it, sends the other's half,
   * and adds what comes to its own. That half is then reduced at twice the distance, among those who
   * kept the same one, in the same way. In the end it is complete, and the halves are exchanged.
   *
   *   number      0      1      2      3          data a b c d
   *   distance 1  a b    c d    a b    c d        halving: n / 2 bytes
   *   distance 2  a      c      b      d                   n / 4 bytes
   *   distance 2  a b    c d    a b    c d        doubling: n / 4 bytes
   *   distance 1  a b c d  everywhere                       n / 2 bytes
   *
   * 2 (1/2 + 1/4 + ...) n = 2 (p - 1) / p n bytes. Each number is computed by one member only.
   */
  Rabenseifner(Rounds rounds) {
    super(rounds);
  }

  @Override
  void reduce(Data data, int number) throws InterruptedException {
    reduce(data, number, 1);
  }

  private void reduce(Data data, int number, int distance) throws InterruptedException {
    if (distance == powerOfTwo) {
      return;
    }
    int partner = member(number ^ distance);
    long half = data.length() / 2;
    Data first = data.slice(0, half);
    Data second = data.slice(half, data.length() - half);
    boolean keepsFirst = (number & distance) == 0;
    Data own = keepsFirst ? first : second;
    Data other = keepsFirst ? second : first;

    Data in = Steps.like(own);
    rounds.exchange(other, partner, in, partner);
    combine(in, partner, own);
    reduce(own, number, 2 * distance);
    rounds.exchange(own, partner, other, partner);
  }
}
