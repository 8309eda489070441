// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import org.jspecify.annotations.Nullable;

/** A task gave no value: the root of this package's unchecked exceptions. */
public class TaskException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A task's end, with the task's own error as the cause where there is one. */
  public TaskException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
