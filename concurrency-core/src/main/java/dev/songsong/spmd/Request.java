// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

/**
 * A send or a receive that was begun.
 *
 * <p>Confined to the rank's thread. The data must be left alone until it is done. It advances while
 * the rank is inside any call of its communicators.
 */
public interface Request {

  /**
   * Whether it is done, after a look at what has arrived; does not wait.
   *
   * @throws RanksLostException if it can't be done any more, because a rank is gone
   */
  boolean done();

  /**
   * Waits until it is done.
   *
   * @throws RanksLateException if the communicator's deadline passes first
   * @throws RanksLostException if the other rank is gone
   */
  void await() throws InterruptedException;
}
