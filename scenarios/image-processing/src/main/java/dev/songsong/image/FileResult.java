// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.Serializable;
import java.util.List;

/** What a worker tells about a file it has written; the pixels stay where they are. */
record FileResult(
    long bytes,
    int width,
    int height,
    String digest,
    int faces,
    String phash,
    List<String> warnings,
    long outputModified,
    long nanos)
    implements Serializable {

  /** Nothing was written. */
  static FileResult none(long nanos) {
    return new FileResult(0, 0, 0, "", 0, "", List.of(), 0, nanos);
  }
}
