// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.time.Duration;

/**
 * Is told what happens below a supervisor, for logs.
 *
 * <p>Methods are called by the supervisor's own thread, in the order of the events, and should
 * return at once: the supervisor waits for them. They may read {@link Supervisor#children()} but
 * not add, remove or restart. What they throw goes to the thread's uncaught-exception handler and
 * harms nothing else.
 */
public interface SupervisorListener {
  /** A child is being started. */
  default void childStarting(String child) {}

  /** A child is ready. */
  default void childUp(ChildInfo child) {}

  /** A child died without being asked to, or failed to start. */
  default void childDied(Death death) {}

  /** A child will be started again after so long. */
  default void childRestarting(String child, Duration delay) {}

  /** A child that was asked to stop has ended. */
  default void childStopped(String child, Exit exit) {}

  /** The restarts came too fast: all is being stopped. */
  default void gaveUp(SupervisorException why) {}
}
