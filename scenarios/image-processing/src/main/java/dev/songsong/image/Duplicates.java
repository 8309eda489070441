// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds groups of images that look alike by their perceptual hashes. */
final class Duplicates {
  /** So many of the 64 bits may differ: a resized or recompressed copy differs in fewer. */
  static final int BITS = 6;

  private Duplicates() {}

  /** The groups of two or more among the plan's outputs, by name. */
  static List<List<String>> among(Plan plan, Map<String, ManifestEntry> entries) {
    var names = new ArrayList<String>();
    for (PlannedFile file : plan.files()) {
      ManifestEntry entry = entries.get(file.name());
      if (entry != null && !entry.phash().isEmpty()) {
        names.add(file.name());
      }
    }
    long[] hashes =
        names.stream()
            .mapToLong(name -> Long.parseUnsignedLong(entries.get(name).phash(), 16))
            .toArray();
    return groups(names, hashes);
  }

  /** Joins every pair that is near; a chain of near pairs makes one group. */
  static List<List<String>> groups(List<String> names, long[] hashes) {
    int[] leader = new int[hashes.length];
    for (int i = 0; i < hashes.length; i++) {
      leader[i] = i;
      for (int j = 0; j < i; j++) {
        if (Long.bitCount(hashes[i] ^ hashes[j]) <= BITS) {
          leader[find(leader, j)] = find(leader, i);
        }
      }
    }
    var groups = new LinkedHashMap<Integer, List<String>>();
    for (int i = 0; i < hashes.length; i++) {
      groups.computeIfAbsent(find(leader, i), key -> new ArrayList<>()).add(names.get(i));
    }
    return groups.values().stream().filter(group -> group.size() > 1).map(List::copyOf).toList();
  }

  private static int find(int[] leader, int i) {
    int at = i;
    while (leader[at] != at) {
      leader[at] = leader[leader[at]];
      at = leader[at];
    }
    return at;
  }
}
