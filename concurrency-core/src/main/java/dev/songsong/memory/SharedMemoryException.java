// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

/** Shared memory could not be created or opened: the root of this package's exceptions. */
public final class SharedMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SharedMemoryException(String message) {
    super(message);
  }

  SharedMemoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
