// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

/** {@link Algorithm#RING}. Used by its rank's thread only. */
record RingAllReduce(Rounds rounds) {
  /*
   * Everybody sends to the next and receives from the one before, all the time. With three ranks and
   * slices a, b, c, of which a012 means that those of ranks 0, 1 and 2 are combined in it:
   *
   *            rank 0        rank 1        rank 2
   *   start    a0 b0 c0      a1 b1 c1      a2 b2 c2
   *   combine  sends a0      sends b1      sends c2      each adds what comes to its own
   *            a0 b0 c20     a01 b1 c1     a2 b12 c2
   *   combine  sends c20     sends a01     sends b12
   *            a0 b120 c20   a01 b1 c201   a012 b12 c2   member m has slice m + 1 of all
   *   spread   sends b120    sends c201    sends a012    each keeps what comes
   *   spread   sends a012    sends b120    sends c201
   *
   * No slice goes to a rank more often than it must: 2 (p - 1) slices of n / p bytes. Each slice
   * begins at another rank, so that the operation must be commutative.
   */
  void run(Data data) throws InterruptedException {
    int size = rounds.size();
    int me = rounds.me();
    int next = (me + 1) % size;
    int before = (me + size - 1) % size;
    var slices = new Slices(data.length(), size);
    Data room = Steps.like(slices.of(data, 0)); // none is longer
    for (int step = 0; step < size - 1; step++) {
      Data out = slices.of(data, Math.floorMod(me - step, size));
      Data sum = slices.of(data, Math.floorMod(me - step - 1, size));
      Data in = room.slice(0, sum.length());
      rounds.exchange(out, next, in, before);
      rounds.combine(in, sum, sum);
    }
    for (int step = 0; step < size - 1; step++) {
      Data out = slices.of(data, Math.floorMod(me + 1 - step, size));
      Data in = slices.of(data, Math.floorMod(me - step, size));
      rounds.exchange(out, next, in, before);
    }
  }
}
