// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.util.List;

/**
 * A call's deadline passed; {@link #ranks()} are those that did not come.
 *
 * <p>Ranks that are late for a collective are given up: their own calls fail from then on, and the
 * others can {@linkplain Communicator#rebuild() go on without them}.
 */
public final class RanksLateException extends SpmdException {
  private static final long serialVersionUID = 1L;

  RanksLateException(String message, List<Integer> ranks) {
    super(message, ranks);
  }
}
