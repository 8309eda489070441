// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A program could not be started, or did not succeed: the root of this package's exceptions. The
 * message names the program and what to do.
 */
public class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable CommandResult result;

  CommandException(String message) {
    super(message);
    this.result = null;
  }

  CommandException(String message, Throwable cause) {
    super(message, cause);
    this.result = null;
  }

  CommandException(String message, CommandResult result) {
    super(message);
    this.result = result;
  }

  /** How the program ended; empty if it never started, and in a deserialized copy. */
  public final Optional<CommandResult> result() {
    return Optional.ofNullable(result);
  }
}
