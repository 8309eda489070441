// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.IOException;
import java.nio.file.Path;

/** The disk is full: no other file could be written either, so the whole job stops. */
final class DiskFullException extends IOException {
  private static final long serialVersionUID = 1L;

  DiskFullException(Path target, long bytes) {
    super(
        "disk: full at "
            + FileNames.shown(target)
            + " (expected: room for "
            + bytes
            + " bytes); free some space and run again with --resume");
  }
}
