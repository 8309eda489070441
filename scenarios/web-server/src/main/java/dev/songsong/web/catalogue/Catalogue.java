// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import java.util.Optional;

/**
 * Where the books are.
 *
 * <p>Thread-safe. Each book is linearizable: what one caller has written, every later caller reads,
 * on whichever thread and through whichever process; and of several changes to one version one is
 * done. A listing shows each book as it was at some moment while it was made.
 */
interface Catalogue extends AutoCloseable {

  /** Adds a book under a new id. */
  Stored create(Book book) throws InterruptedException;

  /** The book of this id. */
  Optional<Stored> find(long id) throws InterruptedException;

  /** A page of books. */
  Listing list(Query query) throws InterruptedException;

  /** Replaces a book that has this version. */
  Change replace(long id, long version, Book book) throws InterruptedException;

  /** Removes a book that has this version. */
  Change remove(long id, long version) throws InterruptedException;

  /** Whether {@link #find} may wait for a disk or another process. */
  boolean mayBlock();

  @Override
  void close();
}
