// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.time.Duration;

/**
 * One line of a supervisor's history: a child that died, or failed to start.
 *
 * @param child its name
 * @param at when, since the supervisor was started
 * @param exit how
 * @param wasUp whether it had been up, or died before it was ready
 */
public record Death(String child, Duration at, Exit exit, boolean wasUp) {

  /** One line such as {@code 1.204 s: web died: killed by SIGKILL}. */
  @Override
  public String toString() {
    return "%d.%03d s: %s %s: %s"
        .formatted(
            at.toSeconds(), at.toMillisPart(), child, wasUp ? "died" : "did not start", exit);
  }
}
