// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.ObjectInputFilter.FilterInfo;

/**
 * Holds the lengths that a stream claims for its arrays against the stream's own length.
 *
 * <p>Each element takes a byte or more of the stream, so that a stream of some bytes that claims
 * millions is lying; believed, it would cost the heap before its end is missed. Hash tables ask for
 * up to eight places an element. For one stream, and one thread.
 */
final class ArrayBudget {
  private static final long PLACES_EACH_BYTE = 16;
  private static final long SMALL_CHANGE = 1024;

  private long left;

  ArrayBudget(int bytes) {
    left = PLACES_EACH_BYTE * bytes + SMALL_CHANGE;
  }

  boolean allows(FilterInfo info) {
    left -= Math.max(0, info.arrayLength());
    return left >= 0;
  }
}
