// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import java.util.SortedSet;
import java.util.TreeSet;

/** Linux's way to write a set of processors: {@code 0-3,8,10-11}. */
final class CpuList {
  private CpuList() {}

  /** The numbers in {@code text}; none when it is blank. */
  static SortedSet<Integer> parse(String text) {
    var numbers = new TreeSet<Integer>();
    for (String part : text.strip().split(",")) {
      if (!part.isBlank()) {
        String[] ends = part.strip().split("-", 2);
        int first = Integer.parseInt(ends[0]);
        int last = ends.length == 2 ? Integer.parseInt(ends[1]) : first;
        for (int number = first; number <= last; number++) {
          numbers.add(number);
        }
      }
    }
    return numbers;
  }
}
