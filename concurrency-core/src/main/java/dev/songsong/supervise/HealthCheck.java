// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Asks a child that is up, again and again, whether it works; one that doesn't is killed and counts
 * as died. For hangs: a death is noticed without.
 *
 * @param every the pause between two checks
 * @param failures so many failed checks in a row end the child
 * @param check returns whether all is well; an exception is a no. Called by a thread of the
 *     child's; bound its waiting, because one that hangs checks nothing
 */
public record HealthCheck(Duration every, int failures, Callable<Boolean> check) {

  /** Checks the values. */
  public HealthCheck {
    Checks.positive("every", every);
    Checks.atLeast("failures", failures, 1);
    requireNonNull(check, "check");
  }
}
