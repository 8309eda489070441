// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.util.Arrays;
import java.util.List;

/** A call of a rank could not be done: the root of this package's exceptions. */
public sealed class SpmdException extends RuntimeException
    permits RanksLostException, RanksLateException, MismatchException {
  private static final long serialVersionUID = 1L;

  /** The ranks it is about, as numbered in the communicator that was called. */
  private final int[] ranks;

  SpmdException(String message, List<Integer> ranks) {
    super(message);
    this.ranks = ranks.stream().mapToInt(Integer::intValue).toArray();
  }

  SpmdException(String message) {
    this(message, List.of());
  }

  /** The ranks it is about, as numbered in the communicator that was called; may be empty. */
  public List<Integer> ranks() {
    return Arrays.stream(ranks).boxed().toList();
  }
}
