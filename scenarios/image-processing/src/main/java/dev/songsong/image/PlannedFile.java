// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.Serializable;
import java.nio.file.Path;

/**
 * One file to be done; small and serializable, because it is sent to a worker.
 *
 * @param name the output below the output folder, with forward slashes
 * @param inputUri the input, see {@link FileNames}
 * @param outputUri the output
 * @param inputBytes the input's size when the job was planned
 * @param inputModified the input's time of change, in milliseconds since 1970
 */
record PlannedFile(
    String name, String inputUri, String outputUri, long inputBytes, long inputModified)
    implements Serializable {

  Path input() {
    return FileNames.path(inputUri);
  }

  Path output() {
    return FileNames.path(outputUri);
  }

  /** A further file beside the output, such as {@code photo.jpg.txt}. */
  Path beside(String suffix) {
    return FileNames.withSuffix(output(), suffix);
  }
}
