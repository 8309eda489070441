// SPDX-License-Identifier: Apache-2.0
package dev.songsong.command;

/** The user asked for what can't be done; the message is the whole line to be shown. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A line in the form {@code name: value (expected: rule)}, then the remedy. */
  public UsageException(String message) {
    super(message);
  }
}
