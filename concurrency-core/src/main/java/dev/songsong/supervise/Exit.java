// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * How a child ended.
 *
 * @param normal whether it ended as one that has done its work: a service whose {@code run()}
 *     returned, a program with exit 0
 * @param cause in words, such as {@code killed by SIGKILL}
 * @param error what it threw, if it ended so
 */
public record Exit(boolean normal, String cause, Optional<Throwable> error) {

  /** Checks that nothing is null. */
  public Exit {
    requireNonNull(cause, "cause");
    requireNonNull(error, "error");
  }

  /** The end of a child that has done its work. */
  public static Exit normal(String cause) {
    return new Exit(true, cause, Optional.empty());
  }

  /** The end of a child that should have gone on. */
  public static Exit abnormal(String cause) {
    return new Exit(false, cause, Optional.empty());
  }

  /** The end of a child that threw. */
  public static Exit threw(Throwable error) {
    return new Exit(false, error.toString(), Optional.of(error));
  }

  /** The cause. */
  @Override
  public String toString() {
    return cause;
  }
}
