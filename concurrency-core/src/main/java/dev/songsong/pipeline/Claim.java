// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import org.jspecify.annotations.Nullable;

/** What one consumer has taken out of a ring; of that consumer's thread alone, used again. */
final class Claim {
  final @Nullable Object[] items;
  int count;
  // The number of the first item, counted from the ring's beginning.
  long first;

  Claim(int most) {
    this.items = new Object[most];
  }
}
