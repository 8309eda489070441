// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import static java.util.Objects.requireNonNull;

/**
 * Something about a machine that could not be found out, though there is something to do about it.
 *
 * @param cause why, for programs
 * @param message why and what to do, for people, in English
 */
public record Warning(Cause cause, String message) {
  /** Why something could not be found out. */
  public enum Cause {
    /** Only the JDK was asked. */
    HARDWARE_MODULE_MISSING,
    /** There is a graphics card whose driver's program is not installed. */
    DRIVER_MISSING,
    /** The graphics driver's program did not answer in time. */
    DRIVER_SILENT,
    /** The graphics driver's program failed. */
    DRIVER_FAILED,
    /** The asking thread was interrupted. */
    INTERRUPTED
  }

  /** Checks that nothing is missing. */
  public Warning {
    requireNonNull(cause, "cause");
    requireNonNull(message, "message");
  }
}
