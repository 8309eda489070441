// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

/**
 * Looks whether something that the application needs is well, such as its database.
 *
 * <p>Called on a virtual thread, never twice at once; it may block, but what has not answered
 * within a second counts as not well.
 */
@FunctionalInterface
public interface HealthCheck {

  /**
   * Whether all is well.
   *
   * @throws Exception if not; its message is told to who asks the management address
   */
  boolean healthy() throws Exception;
}
