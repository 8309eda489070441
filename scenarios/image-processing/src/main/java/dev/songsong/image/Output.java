// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How results are written.
 *
 * @param chosen the format, or null for each file's own
 * @param quality of JPEG and lossy WebP, 1 to 100
 * @param keepMetadata whether EXIF and XMP go along, where the format can hold them
 */
public record Output(@Nullable ImageFormat chosen, int quality, boolean keepMetadata)
    implements Serializable {
  /**
   * The file's own format, quality 85, metadata stripped: it often tells where a photo was made.
   */
  public static final Output DEFAULT = new Output(null, 85, false);

  /** Checks the quality. */
  public Output {
    Check.range("quality", quality, 1, 100);
  }

  /** The format to write; empty for each file's own. */
  public Optional<ImageFormat> format() {
    return Optional.ofNullable(chosen);
  }
}
