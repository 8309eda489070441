// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

/**
 * A book as it lies in the catalogue.
 *
 * @param id never given to another book, not even after this one was removed
 * @param version 1 at first, and one more with each change
 * @param book what was written last
 */
record Stored(long id, long version, Book book) {}
