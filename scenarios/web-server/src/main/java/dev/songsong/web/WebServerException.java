// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A server that can't start or go on. */
public final class WebServerException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  WebServerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** What the application threw when it was asked for its routes; in words, for it may be far. */
  static WebServerException notConfigured(Throwable thrown) {
    return new WebServerException(
        "application: " + thrown + " (expected: configured without an exception)", thrown);
  }
}
