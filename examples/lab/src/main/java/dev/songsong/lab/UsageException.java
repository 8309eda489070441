// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

/** The user asked for what can't be done; the message is the whole line to be shown. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
