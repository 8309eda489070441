// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.nio.file.Path;
import java.util.List;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/** One picture of many: upright thumbnails in rows, in the order given. */
public final class ContactSheet {
  private static final int GAP = 4;
  private static final int QUALITY = 85;
  private static final int PAPER = 255;
  private static final int MISSING = 200;

  private ContactSheet() {}

  /**
   * Composes a sheet that is about as wide as high.
   *
   * <p>An image that can't be read leaves a grey tile. With very many images the tiles become
   * smaller, so that the sheet keeps to {@link Limits#DEFAULT}.
   *
   * @param images files of known formats
   * @param tile the longest side of a thumbnail, 8 to 2000
   * @param format of the result
   * @return the encoded sheet
   * @throws IllegalArgumentException if there are no images or the tile is out of range
   */
  public static byte[] compose(List<Path> images, int tile, ImageFormat format) {
    Check.range("contact sheet tile", tile, 8, 2000);
    Check.range("contact sheet images", images.size(), 1, 1_000_000);
    int columns = (int) Math.ceil(Math.sqrt(images.size()));
    int rows = Math.ceilDiv(images.size(), columns);
    double most = Math.sqrt((double) Limits.DEFAULT.maxPixels() / columns / rows);
    int side = Math.max(1, Math.min(tile, (int) most - GAP));
    int step = side + GAP;
    ImageEngine engine = ImageEngine.shared();
    try (var white = Scalar.all(PAPER);
        var sheet = new Mat(rows * step + GAP, columns * step + GAP, opencv_core.CV_8UC3, white)) {
      for (int i = 0; i < images.size(); i++) {
        try (var place = new Rect(GAP + i % columns * step, GAP + i / columns * step, side, side);
            var cell = new Mat(sheet, place)) {
          fill(engine, images.get(i), side, cell);
        }
      }
      return Encoder.encode(sheet, "contact sheet", format, QUALITY, Metadata.NONE);
    }
  }

  private static void fill(ImageEngine engine, Path image, int side, Mat cell) {
    Recipe recipe = Recipe.of(new Operation.AutoOrient(), new Operation.Thumbnail(side));
    try {
      engine.look(image, recipe, pixels -> paste(pixels, cell));
    } catch (ImageException unreadable) {
      try (var grey = Scalar.all(MISSING)) {
        cell.put(grey);
      }
    }
  }

  private static void paste(Mat pixels, Mat cell) {
    try (var colours = colours(pixels);
        var place =
            new Rect(
                (cell.cols() - colours.cols()) / 2,
                (cell.rows() - colours.rows()) / 2,
                colours.cols(),
                colours.rows());
        var part = new Mat(cell, place)) {
      colours.copyTo(part);
    }
  }

  /** Eight bits of three colours, on white; the caller closes it. */
  private static Mat colours(Mat pixels) {
    var eightBits = new Mat();
    double scale = pixels.depth() == opencv_core.CV_16U ? 1 / 257.0 : 1;
    pixels.convertTo(eightBits, opencv_core.CV_8U, scale, 0);
    if (eightBits.channels() == 3) {
      return eightBits;
    }
    try (eightBits) {
      if (eightBits.channels() == 4) {
        return Transparency.onWhite(eightBits);
      }
      var colours = new Mat();
      opencv_imgproc.cvtColor(eightBits, colours, opencv_imgproc.COLOR_GRAY2BGR);
      return colours;
    }
  }
}
