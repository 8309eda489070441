// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.util.List;

/**
 * What a rank knows of the others: who runs, who is gone and why. Ranks are numbered as at the
 * start.
 *
 * <p>Used by its rank's thread only.
 */
interface Board {

  /** What survivors agree on: who they are, and the first context that none of them has used. */
  record Agreement(List<Integer> survivors, int context) {}

  /** Grows when anybody's standing may have changed: cheaper than to look at all. */
  long changes();

  /** How a rank stands. */
  Standing standing(int rank);

  /** Why a rank is gone; empty if nothing is known. */
  String reason(int rank);

  /** Tells the others that this rank has ended, and how. */
  void leave(Standing how, String reason);

  /** Whether the others have had time to hear of this rank's end, so that it can go. */
  boolean settled();

  /** Gives up a rank that missed a deadline. */
  void expel(int rank, String reason);

  /**
   * Waits for all members who are not gone to come here too, and agrees with them on who is left.
   *
   * @param context the broken communicator's
   * @param nextContext the first one that this rank has not used
   */
  Agreement agree(int context, List<Integer> members, int nextContext, Waiter waiter, long limit)
      throws InterruptedException;
}
