// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A child could not be started, or the supervisor gave up: the root of this package's exceptions.
 * The message names the child, the cause and what to do.
 */
public class SupervisorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable List<Death> history;

  SupervisorException(String message, List<Death> history, @Nullable Throwable cause) {
    super(message, cause);
    this.history = List.copyOf(history);
  }

  /** The last deaths, the oldest first; empty in a deserialized copy. */
  public final List<Death> history() {
    return history == null ? List.of() : history;
  }
}
