// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

/** Where a child is in its life. */
public enum ChildState {
  /** It was started and is not ready yet. */
  STARTING,
  /** It is ready. */
  UP,
  /** It was asked to stop. */
  STOPPING,
  /** It has died, or was stopped with its group, and will be started again. */
  RESTARTING,
  /** It has done its work, and stays so: a {@link Restart#TRANSIENT} child. */
  FINISHED,
  /** It does not run: before the first start, and after the supervisor's end. */
  STOPPED
}
