// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

/**
 * An image that can't be read, processed or written.
 *
 * <p>Its message is one line, {@code file: problem (expected: rule)}, fit to be shown as it is.
 */
public final class ImageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ImageException(String file, String problem, String rule) {
    super(file + ": " + problem + " (expected: " + rule + ")");
  }

  ImageException(String file, String problem, String rule, Throwable cause) {
    super(file + ": " + problem + " (expected: " + rule + ")", cause);
  }
}
