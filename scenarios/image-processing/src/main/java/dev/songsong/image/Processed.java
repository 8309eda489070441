// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One image after its recipe.
 *
 * @param bytes the encoded file; belongs to the caller
 * @param format of those bytes
 * @param width in pixels
 * @param height in pixels
 * @param pixelDigest SHA-256 in hex of size and pixels before encoding; equal for equal input in
 *     every mode
 * @param faces the boxes found, in the coordinates of the image at that step
 * @param recognised plain text, or null if none was asked for
 * @param markup hOCR, or null if none was asked for
 * @param hash the perceptual hash, or null if none was asked for
 * @param warnings lines about what was done otherwise than asked
 */
public record Processed(
    byte[] bytes,
    ImageFormat format,
    int width,
    int height,
    String pixelDigest,
    List<Box> faces,
    @Nullable String recognised,
    @Nullable String markup,
    @Nullable Long hash,
    List<String> warnings)
    implements Serializable {
  /** Copies the lists. */
  public Processed {
    faces = List.copyOf(faces);
    warnings = List.copyOf(warnings);
  }

  /** Plain text, if it was asked for. */
  public Optional<String> text() {
    return Optional.ofNullable(recognised);
  }

  /** Text with the place of each word, if it was asked for. */
  public Optional<String> hocr() {
    return Optional.ofNullable(markup);
  }

  /** The perceptual hash, if it was asked for. */
  public Optional<Long> phash() {
    return Optional.ofNullable(hash);
  }
}
