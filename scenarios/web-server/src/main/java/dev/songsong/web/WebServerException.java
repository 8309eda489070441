// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.Serial;

/** A server that can't start or go on. */
public final class WebServerException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  WebServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
