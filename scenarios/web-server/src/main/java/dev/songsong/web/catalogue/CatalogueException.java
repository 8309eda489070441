// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import java.io.Serial;

/** A catalogue whose file can't be used. */
final class CatalogueException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  CatalogueException(String message) {
    super(message);
  }

  CatalogueException(String message, Throwable cause) {
    super(message, cause);
  }
}
