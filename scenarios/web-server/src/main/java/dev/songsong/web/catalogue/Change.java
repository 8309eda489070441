// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

/** What became of a change to one version of a book. */
sealed interface Change {

  /** Done; what is there now, or was until it was removed. */
  record Done(Stored stored) implements Change {}

  /** There is no such book. */
  record Missing() implements Change {}

  /** The book has another version by now. */
  record Stale(long version) implements Change {}
}
