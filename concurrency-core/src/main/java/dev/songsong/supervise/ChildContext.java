// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

/** What a kind of child tells the supervisor while a life goes on. Thread-safe. */
public interface ChildContext {
  /** The child's name, for names of threads. */
  String name();

  /** The child declares itself ready; for {@link Readiness#declared()}. */
  void ready();

  /** The child printed a line; for {@link Readiness#line}. */
  void printed(String line);
}
