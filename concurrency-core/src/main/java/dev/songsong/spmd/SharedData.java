// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.lang.foreign.MemorySegment;

/** The memory that ranks exchange data through, and this rank's progress in its window. */
final class SharedData {
  private final MemorySegment memory;
  private final GroupLayout layout;
  // How many chunks this rank has filled so far, in all large collectives; its thread's only.
  private long chunks;
  // Whom this rank last lent its window to, and what they say when they have left; its thread's.
  private int[] borrowers = {};
  private long[] left = {};

  SharedData(MemorySegment memory, GroupLayout layout) {
    this.memory = memory;
    this.layout = layout;
  }

  MemorySegment memory() {
    return memory;
  }

  GroupLayout layout() {
    return layout;
  }

  long chunks() {
    return chunks;
  }

  void advance(long more) {
    chunks += more;
  }

  void lend(int[] borrowers, long[] left) {
    this.borrowers = borrowers;
    this.left = left;
  }

  /** Whether all who may have read this rank's window have left that collective, or are gone. */
  boolean windowIsFree(Board board) {
    for (int i = 0; i < borrowers.length; i++) {
      long said = Words.acquire(memory, layout.rank(borrowers[i]) + GroupLayout.FINISHED);
      if (said < left[i] && board.standing(borrowers[i]) == Standing.RUNNING) {
        return false;
      }
    }
    return true;
  }

  /** The link between two ranks as the first of them sees it. */
  Link link(int me, int other) {
    return new RingLink(
        new ByteRing(layout.ring(memory, me, other)), new ByteRing(layout.ring(memory, other, me)));
  }
}
