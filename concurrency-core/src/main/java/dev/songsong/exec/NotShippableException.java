// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

/** A task, an item or a result can't cross to another process; the message names the culprit. */
public final class NotShippableException extends TaskException {
  private static final long serialVersionUID = 1L;

  NotShippableException(String message, Throwable cause) {
    super(message, cause);
  }
}
