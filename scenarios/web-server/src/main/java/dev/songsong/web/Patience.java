// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

/** Waits for a slow client, and holds no place of {@link Admission} that long. */
interface Patience {

  /** What waits until the client has done its part. */
  @FunctionalInterface
  interface Step<E extends Exception> {
    void take() throws E;
  }

  /**
   * Takes the step. Others have the place meanwhile if it is the handler's own thread that waits;
   * if it is another, the handler may be at work.
   */
  <E extends Exception> void await(Step<E> step) throws E;
}
