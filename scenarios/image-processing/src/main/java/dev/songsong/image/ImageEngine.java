// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Takes one image file through a {@link Recipe}: header, limits, decoding, steps, encoding.
 *
 * <p>Thread-safe; each call works on the caller's thread alone, as the native libraries' own
 * threads are switched off, and frees its native memory before it returns. Every bad file ends in
 * an {@link ImageException}; only a native crash or hang, which lies beyond Java's reach, does not.
 * Of an animation or a file with pages the first image is taken.
 */
public final class ImageEngine implements AutoCloseable {
  private final Steps steps = new Steps();

  private ImageEngine() {}

  /** An engine with the native libraries loaded; the first one of a JVM takes a few 100 ms. */
  public static ImageEngine create() {
    Natives.ready();
    return new ImageEngine();
  }

  /** The engine of this JVM, made when first asked for and closed at its end: what tasks use. */
  public static ImageEngine shared() {
    return Shared.ENGINE;
  }

  /**
   * Checks what can be known before the first image: languages and watermark files.
   *
   * @throws IllegalArgumentException naming what is missing
   */
  public static void check(Recipe recipe) {
    for (Operation operation : recipe.operations()) {
      if (operation instanceof Operation.Ocr(String languages, _)) {
        LanguageData.directory(languages);
      } else if (operation instanceof Operation.ImageWatermark(String image, _, _)
          && !Files.isReadable(Path.of(image))) {
        throw new IllegalArgumentException("watermark: " + image + " (expected: a readable file)");
      }
    }
  }

  /**
   * Processes one file into memory.
   *
   * @throws ImageException if the file is empty, truncated, mislabelled, damaged or over a limit
   */
  public Processed process(Path file, Recipe recipe) {
    return run(file, recipe, ImageEngine::finish);
  }

  /** Shows the pixels after the recipe's steps to someone who doesn't keep them. */
  void look(Path file, Recipe recipe, Consumer<Mat> viewer) {
    run(
        file,
        recipe,
        (canvas, _, _) -> {
          viewer.accept(canvas.pixels());
          return canvas;
        });
  }

  private interface Finish<R> {
    R apply(Canvas canvas, Header header, Output output);
  }

  private <R> R run(Path file, Recipe recipe, Finish<R> last) {
    String name = String.valueOf(file.getFileName());
    Header header = Admission.header(file, name, recipe.limits());
    try (Canvas canvas = open(file, name, header, recipe)) {
      if (header.frames() > 1) {
        canvas.warnings.add(name + ": an animation; only its first frame is used");
      }
      recipe.operations().forEach(operation -> steps.apply(operation, canvas));
      return last.apply(canvas, header, recipe.output());
    } catch (ImageException | IllegalArgumentException known) {
      throw known;
    } catch (RuntimeException e) {
      // OpenCV tells its errors, memory that can't be had among them, as plain RuntimeExceptions.
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new ImageException(name, "can't be processed: " + first, "an ordinary image", e);
    }
  }

  @Override
  public void close() {
    steps.close();
  }

  private static Canvas open(Path file, String name, Header header, Recipe recipe) {
    int shrink = Shrink.of(header, recipe.operations());
    var decoded = Decoder.decode(file, name, header, shrink, recipe.output().keepMetadata());
    return new Canvas(name, recipe.limits(), header, shrink, decoded);
  }

  private static Processed finish(Canvas canvas, Header header, Output output) {
    ImageFormat format = output.format().orElse(header.format());
    Metadata kept = Metadata.NONE;
    if (output.keepMetadata()) {
      kept = canvas.metadata.kept(canvas.orientation());
      if (!kept.isEmpty() && !Encoder.holdsMetadata(format)) {
        canvas.warnings.add(canvas.name + ": metadata isn't kept in " + format);
        kept = Metadata.NONE;
      }
    }
    return new Processed(
        Encoder.encode(canvas.pixels(), canvas.name, format, output.quality(), kept),
        format,
        canvas.pixels().cols(),
        canvas.pixels().rows(),
        PixelDigest.of(canvas.pixels()),
        canvas.faces,
        canvas.text,
        canvas.hocr,
        canvas.hash,
        canvas.warnings);
  }

  private static final class Shared {
    static final ImageEngine ENGINE = create();

    static {
      // Tesseract complains on stderr of recognisers that are still open when the process ends.
      Runtime.getRuntime().addShutdownHook(new Thread(ENGINE::close, "image-engine-close"));
    }
  }
}
