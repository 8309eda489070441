// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * What a task may cost and whether it may be tried again.
 *
 * @param name shown in messages; empty for {@code task-<id>}
 * @param timeLimit how long one attempt may run once it has started (queueing is not counted)
 * @param attempts how often it may run when its worker dies; above 1 only for work that can safely
 *     run twice. The last attempt runs alone in its worker, so that what dies there is the culprit.
 */
public record TaskOptions(String name, Optional<Duration> timeLimit, int attempts) {

  /** No limit, one attempt. */
  public static final TaskOptions DEFAULT = new TaskOptions("", Optional.empty(), 1);

  /** Checks the values. */
  public TaskOptions {
    requireNonNull(name, "name");
    timeLimit.ifPresent(limit -> {
      if (limit.isNegative() || limit.isZero()) {
        throw new IllegalArgumentException(
            "timeLimit: " + limit + " (expected: > 0); leave it out for no limit");
      }
    });
    if (attempts < 1) {
      throw new IllegalArgumentException(
          "attempts: " + attempts + " (expected: >= 1); 1 means never run again");
    }
  }

  /** These options under another name. */
  public TaskOptions withName(String name) {
    return new TaskOptions(name, timeLimit, attempts);
  }

  /** These options with a limit on the running time of one attempt. */
  public TaskOptions withTimeLimit(Duration limit) {
    return new TaskOptions(name, Optional.of(limit), attempts);
  }

  /** These options for idempotent work: up to {@code attempts} runs if workers die. */
  public TaskOptions idempotent(int attempts) {
    return new TaskOptions(name, timeLimit, attempts);
  }
}
