// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;

/**
 * Takes one image file through a {@link Recipe}: header, limits, decoding, steps, encoding.
 *
 * <p>Thread-safe; each call works on the caller's thread alone, as the native libraries' own
 * threads are switched off, and frees its native memory before it returns. Every bad file ends in
 * an {@link ImageException}; only a native crash or hang, which lies beyond Java's reach, does not.
 */
public final class ImageEngine implements AutoCloseable {
  private ImageEngine() {}

  /** An engine with the native libraries loaded; the first one of a JVM takes some 100 ms. */
  public static ImageEngine create() {
    Natives.ready();
    return new ImageEngine();
  }

  /**
   * Processes one file into memory.
   *
   * @throws ImageException if the file is empty, truncated, mislabelled, damaged or over a limit
   */
  public Processed process(Path file, Recipe recipe) {
    String name = String.valueOf(file.getFileName());
    ImageFormat format = format(file, name, recipe.limits());
    Header header = HeaderReader.read(file, name, format);
    check(header, name, recipe.limits(), file);
    try (Canvas canvas = open(file, name, header, recipe)) {
      if (header.frames() > 1) {
        canvas.warnings.add(name + ": an animation; only its first frame is used");
      }
      recipe.operations().forEach(operation -> Steps.apply(operation, canvas));
      ImageFormat target = recipe.output().format().orElse(format);
      byte[] bytes = Encoder.encode(canvas.pixels(), name, target, recipe.output().quality());
      return new Processed(
          bytes,
          target,
          canvas.pixels().cols(),
          canvas.pixels().rows(),
          PixelDigest.of(canvas.pixels()),
          canvas.faces,
          canvas.text,
          canvas.hocr,
          canvas.hash,
          canvas.warnings);
    }
  }

  @Override
  public void close() {}

  private static Canvas open(Path file, String name, Header header, Recipe recipe) {
    try (BytePointer bytes = NativeFile.read(file, name)) {
      Completeness.check(bytes, name, header.format());
      int shrink = Shrink.of(header, recipe.operations());
      return new Canvas(name, header.orientation(), Decoder.decode(bytes, name, header, shrink));
    }
  }

  private static ImageFormat format(Path file, String name, Limits limits) {
    byte[] head = head(file, name, limits);
    if (head.length == 0) {
      throw new ImageException(name, "0 bytes", "an image");
    }
    ImageFormat content =
        ImageFormat.ofContent(head)
            .orElseThrow(() ->
                new ImageException(
                    name, "not an image, by its first bytes", "one of " + ImageFormat.names()));
    Optional<ImageFormat> promised = ImageFormat.ofName(name);
    if (promised.isPresent() && promised.get() != content) {
      throw new ImageException(
          name,
          "contains " + content,
          promised.get() + " by its name; rename it to end in ." + content.extension());
    }
    return content;
  }

  private static byte[] head(Path file, String name, Limits limits) {
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      if (size > limits.maxBytes()) {
        throw new ImageException(name, size + " bytes", "at most " + limits.maxBytes() + " bytes");
      }
      return in.readNBytes(12);
    } catch (IOException e) {
      throw new ImageException(name, "can't be read: " + e.getMessage(), "a readable file", e);
    }
  }

  private static void check(Header header, String name, Limits limits, Path file) {
    if (header.pixels() > limits.maxPixels()) {
      throw new ImageException(
          name,
          header.width() + "x" + header.height() + " = " + header.pixels() + " pixels",
          "at most " + limits.maxPixels() + " pixels");
    }
    // A step holds the image before and the image after it.
    long needed = 2 * header.decodedBytes();
    if (needed > limits.maxBytes()) {
      throw new ImageException(
          name, needed + " bytes of pixels", "at most " + limits.maxBytes() + " bytes");
    }
  }
}
