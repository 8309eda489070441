// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

/** The program is not installed, or not where the command looks for it. */
public final class ProgramMissingException extends CommandException {
  private static final long serialVersionUID = 1L;

  ProgramMissingException(String message) {
    super(message);
  }
}
