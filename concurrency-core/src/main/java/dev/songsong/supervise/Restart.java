// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

/** Whether a child that has ended starts again. */
public enum Restart {
  /** Always, however it ended. */
  PERMANENT,
  /** Only if it ended abnormally; one that finished stays in the list as {@code FINISHED}. */
  TRANSIENT,
  /** Never; it leaves the list when it ends, or when its group is restarted. */
  TEMPORARY;

  /** Whether a child that ended so is to be started again. */
  boolean wants(Exit exit) {
    return this == PERMANENT || this == TRANSIENT && !exit.normal();
  }
}
