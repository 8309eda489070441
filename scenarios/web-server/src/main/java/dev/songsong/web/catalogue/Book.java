// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What the catalogue knows of a book; its limits are in {@code openapi.json}.
 *
 * @param title its title
 * @param authors who wrote it
 * @param year in which it first appeared
 * @param price in đồng
 * @param isbn 13 digits, if it has one
 * @param tags under which it is found
 */
record Book(
    String title,
    List<String> authors,
    int year,
    long price,
    Optional<String> isbn,
    List<String> tags) {

  Book {
    requireNonNull(title, "title");
    requireNonNull(isbn, "isbn");
    authors = List.copyOf(authors);
    tags = List.copyOf(tags);
  }
}
