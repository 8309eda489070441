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
  private static final int LOOKS = 4;

  /** Stands for {@link RunningChild#responds()}: which child is not known yet. */
  private static final Callable<Boolean> RESPONDS = () -> true;

  /** Checks the values. */
  public HealthCheck {
    Checks.positive("every", every);
    Checks.atLeast("failures", failures, 1);
    requireNonNull(check, "check");
  }

  /**
   * Whether the child itself gives a sign of life when it is asked. A worker JVM does, whatever its
   * body is at, unless it was stopped (SIGSTOP, a debugger), or has no time for anything but its
   * heap. One that has been silent for so long is ended before a quarter more has passed. Time
   * counts in questions that were asked: after a stop of the supervisor's own nobody is late.
   */
  public static HealthCheck responds(Duration silence) {
    Checks.positive("silence", silence);
    Duration pause = silence.dividedBy(LOOKS);
    return new HealthCheck(pause.isZero() ? silence : pause, LOOKS, RESPONDS);
  }

  /** The question for one life of a child. */
  Callable<Boolean> of(RunningChild child) {
    return check == RESPONDS ? child::responds : check;
  }

  /** What to say of a child that has failed. */
  String verdict() {
    return check == RESPONDS
        ? "silent: no sign of life in "
            + every.multipliedBy(failures).toMillis()
            + " ms (expected: one)"
        : "unhealthy: " + failures + " failed checks";
  }
}
