// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.Serializable;
import java.util.Locale;

/**
 * One step of a {@link Recipe}, as data: it can be printed, compared and sent to another process.
 *
 * <p>Values are checked when a step is made; a wrong one throws {@link IllegalArgumentException}
 * with a line such as {@code resize: -5 (expected: 1 to 65500)}.
 */
public sealed interface Operation extends Serializable {
  /** No side of an image is longer; JPEG itself allows no more. */
  int MAX_SIDE = 65_500;

  /**
   * Reads a step from its text form, such as {@code resize=800x600}; {@link Recipe#parse} lists the
   * forms.
   */
  static Operation parse(String text) {
    return OperationParser.parse(text);
  }

  /** How a new size is meant. */
  enum Fit {
    /** The longer side becomes {@code width}; the ratio is kept. */
    LONGEST,
    /** The largest size within width and height that keeps the ratio. */
    WITHIN,
    /** Exactly width by height, whatever the ratio. */
    EXACT
  }

  /** Turns the pixels upright as the EXIF orientation says. */
  record AutoOrient() implements Operation {}

  /**
   * Resamples by Lanczos-3, its support scaled by the ratio when shrinking.
   *
   * @param width 1 to 65500
   * @param height 1 to 65500; with {@link Fit#LONGEST} equal to the width
   * @param fit what the two mean
   */
  record Resize(int width, int height, Fit fit) implements Operation {
    /** Checks the sides. */
    public Resize {
      Check.range("resize", width, 1, MAX_SIDE);
      Check.range("resize", height, 1, MAX_SIDE);
    }

    /** The longer side becomes this long. */
    public static Resize longest(int side) {
      return new Resize(side, side, Fit.LONGEST);
    }
  }

  /**
   * Shrinks to fit a square; a smaller image stays as it is.
   *
   * @param size the square's side, 1 to 65500
   */
  record Thumbnail(int size) implements Operation {
    /** Checks the size. */
    public Thumbnail {
      Check.range("thumbnail", size, 1, MAX_SIDE);
    }
  }

  /**
   * Cuts a rectangle out; it must lie within the image.
   *
   * @param width 1 to 65500
   * @param height 1 to 65500
   * @param x from the left, 0 to 65500
   * @param y from the top, 0 to 65500
   */
  record Crop(int width, int height, int x, int y) implements Operation {
    /** Checks the rectangle, as far as it can be without an image. */
    public Crop {
      Check.range("crop width", width, 1, MAX_SIDE);
      Check.range("crop height", height, 1, MAX_SIDE);
      Check.range("crop x", x, 0, MAX_SIDE);
      Check.range("crop y", y, 0, MAX_SIDE);
    }
  }

  /**
   * Gaussian blur.
   *
   * @param sigma in pixels, 0.1 to 200
   */
  record Blur(double sigma) implements Operation {
    /** Checks sigma. */
    public Blur {
      Check.range("blur", sigma, 0.1, 200);
    }
  }

  /**
   * Unsharp mask: adds what a blur takes away.
   *
   * @param amount how much of it, 0 to 10
   * @param sigma of the blur in pixels, 0.1 to 50
   */
  record Sharpen(double amount, double sigma) implements Operation {
    /** Checks both. */
    public Sharpen {
      Check.range("sharpen amount", amount, 0, 10);
      Check.range("sharpen sigma", sigma, 0.1, 50);
    }
  }

  /**
   * Spreads the values around middle grey.
   *
   * @param factor 0 is flat grey, 1 changes nothing; 0 to 10
   */
  record Contrast(double factor) implements Operation {
    /** Checks the factor. */
    public Contrast {
      Check.range("contrast", factor, 0, 10);
    }
  }

  /** Stretches the brightness so that half a per cent of the pixels is black and as many white. */
  record AutoLevels() implements Operation {}

  /** Leaves the edges that Canny's detector finds, white on black. */
  record Edges() implements Operation {}

  /** Where a watermark stands. */
  enum Position {
    /** At the left edge of the top. */
    TOP_LEFT,
    /** At the right edge of the top. */
    TOP_RIGHT,
    /** In the middle. */
    CENTER,
    /** At the left edge of the bottom. */
    BOTTOM_LEFT,
    /** At the right edge of the bottom. */
    BOTTOM_RIGHT;

    /** The form on the command line: {@code bottom-right}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Writes a text over the image.
   *
   * @param text one line, not blank, at most 200 characters
   * @param position where
   * @param opacity 0 (invisible) to 1
   */
  record TextWatermark(String text, Position position, double opacity) implements Operation {
    /** Checks text and opacity. */
    public TextWatermark {
      if (text.isBlank()) {
        throw new IllegalArgumentException("watermark: (empty) (expected: a text)");
      }
      Check.range("watermark length", text.length(), 1, 200);
      Check.range("watermark opacity", opacity, 0, 1);
    }
  }

  /**
   * Lays another image over the image, shrunk to a quarter of its width at most.
   *
   * @param image the file's path
   * @param position where
   * @param opacity 0 (invisible) to 1
   */
  record ImageWatermark(String image, Position position, double opacity) implements Operation {
    /** Checks path and opacity. */
    public ImageWatermark {
      if (image.isBlank()) {
        throw new IllegalArgumentException("watermark image: (empty) (expected: a path)");
      }
      Check.range("watermark opacity", opacity, 0, 1);
    }
  }

  /** What to do with the faces found. */
  enum FaceMode {
    /** Only report the boxes. */
    DETECT,
    /** Make them unrecognisable. */
    BLUR,
    /** Cut the image down to all of them, with a margin. */
    CROP
  }

  /**
   * Finds faces seen from the front.
   *
   * @param mode what to do with them
   */
  record Faces(FaceMode mode) implements Operation {}

  /** What text recognition reports. */
  enum TextForm {
    /** Plain text. */
    TEXT,
    /** The hOCR form of HTML, with the place of each word. */
    HOCR
  }

  /**
   * Recognises text.
   *
   * @param languages Tesseract's names joined by plus signs, such as {@code eng+vie}
   * @param form what to report
   */
  record Ocr(String languages, TextForm form) implements Operation {
    /** Checks the languages' form; whether their data is there is known only to the engine. */
    public Ocr {
      if (!languages.matches("[A-Za-z_]{3,20}(\\+[A-Za-z_]{3,20}){0,4}")) {
        throw new IllegalArgumentException(
            "ocr: " + languages + " (expected: one to five languages such as eng+vie)");
      }
    }
  }

  /** Computes the 64 bits by which images that look alike are found. */
  record PerceptualHash() implements Operation {}
}
