// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.util.List;

/**
 * Ranks called different collectives, or one with other lengths, types, roots or operations; the
 * message says which rank called what, and {@link #ranks()} are those that differ from the first.
 */
public final class MismatchException extends SpmdException {
  private static final long serialVersionUID = 1L;

  MismatchException(String message, List<Integer> ranks) {
    super(message, ranks);
  }
}
