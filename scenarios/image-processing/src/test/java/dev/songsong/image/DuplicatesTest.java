// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DuplicatesTest {
  @Test
  void near_hashes_make_a_group_and_far_ones_stay_alone() {
    var names = List.of("a", "b", "c", "d", "e");
    long[] hashes = {0L, 0b111L, -1L, 0b111_111_111L, -1L ^ 0b1L};

    // a-b and b-d differ in 3 and 6 bits: one chain, although a-d differ in 9
    assertThat(Duplicates.groups(names, hashes))
        .containsExactlyInAnyOrder(List.of("a", "b", "d"), List.of("c", "e"));
  }

  @Test
  void seven_bits_are_too_many() {
    assertThat(Duplicates.groups(List.of("a", "b"), new long[] {0, 0b1111111})).isEmpty();
  }
}
