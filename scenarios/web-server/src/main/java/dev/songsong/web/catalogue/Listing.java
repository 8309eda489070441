// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import java.util.List;

/**
 * A page of books.
 *
 * @param books in the order of their ids
 * @param total how many match, on any page
 * @param more whether there are some after these
 */
record Listing(List<Stored> books, long total, boolean more) {
  Listing {
    books = List.copyOf(books);
  }
}
