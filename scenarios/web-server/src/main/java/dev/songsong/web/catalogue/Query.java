// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import java.util.List;
import java.util.Optional;

/**
 * Which books to list.
 *
 * @param words of which a book must have each, or one that begins with it; folded
 * @param tag that it must have
 * @param after the id after which the page begins
 * @param size how many at most
 */
record Query(List<String> words, Optional<String> tag, long after, int size) {
  Query {
    words = List.copyOf(words);
  }
}
