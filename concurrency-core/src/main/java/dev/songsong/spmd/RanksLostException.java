// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.util.List;

/**
 * Ranks died, threw, ended or were given up while others needed them; {@link #ranks()} are those.
 *
 * <p>Not every rank need meet it in the same call: one that is lost right after a collective may be
 * lost for those who are still in it, as in MPI's user-level failure mitigation.
 *
 * <p>The communicator can't be used any more; {@link Communicator#rebuild()} makes one of those who
 * are left.
 */
public final class RanksLostException extends SpmdException {
  private static final long serialVersionUID = 1L;

  RanksLostException(String message, List<Integer> ranks) {
    super(message, ranks);
  }
}
