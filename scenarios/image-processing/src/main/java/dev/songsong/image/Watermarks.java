// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.TextLayout;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/** Draws watermarks. Text goes through Java2D, whose fonts know more than OpenCV's ASCII. */
final class Watermarks {
  // Shares of the image's width: the largest mark, and the distance from the edge.
  private static final int LARGEST = 4;
  private static final int MARGIN = 50;
  private static final int FONT_SIZE = 64;

  private Watermarks() {}

  static void text(Mat image, Operation.TextWatermark mark) {
    try (Mat written = fit(render(mark.text()), image)) {
      draw(image, written, mark.position(), mark.opacity());
    }
  }

  static void image(Mat image, Operation.ImageWatermark mark, Limits limits) {
    Path file = Path.of(mark.image());
    try (Mat decoded = fit(read(file, limits), image)) {
      draw(image, decoded, mark.position(), mark.opacity());
    }
  }

  private static void draw(Mat image, Mat mark, Operation.Position position, double opacity) {
    int margin = image.cols() / MARGIN;
    int right = Math.max(0, image.cols() - mark.cols() - margin);
    int bottom = Math.max(0, image.rows() - mark.rows() - margin);
    int left = Math.min(margin, right);
    int top = Math.min(margin, bottom);
    int x =
        switch (position) {
          case TOP_LEFT, BOTTOM_LEFT -> left;
          case TOP_RIGHT, BOTTOM_RIGHT -> right;
          case CENTER -> (image.cols() - mark.cols()) / 2;
        };
    int y =
        switch (position) {
          case TOP_LEFT, TOP_RIGHT -> top;
          case BOTTOM_LEFT, BOTTOM_RIGHT -> bottom;
          case CENTER -> (image.rows() - mark.rows()) / 2;
        };
    try (var place = new Rect(x, y, mark.cols(), mark.rows());
        var part = new Mat(image, place)) {
      Transparency.draw(mark, part, opacity);
    }
  }

  /** Shrinks a mark to a quarter of the image's width, and to its height; closes what it gets. */
  private static Mat fit(Mat mark, Mat image) {
    var size = new Sizes(mark.cols(), mark.rows());
    int width = Math.max(1, image.cols() / LARGEST);
    if (size.width() <= width && size.height() <= image.rows()) {
      return mark;
    }
    Sizes fitted = size.after(new Operation.Resize(width, image.rows(), Operation.Fit.WITHIN));
    try (mark) {
      return Lanczos.resize(mark, fitted.width(), fitted.height());
    }
  }

  private static Mat read(Path file, Limits limits) {
    String name = String.valueOf(file.getFileName());
    Header header = Admission.header(file, name, limits);
    try (Mat pixels = Decoder.decode(file, name, header, 1, false).pixels()) {
      var result = new Mat();
      if (pixels.depth() == opencv_core.CV_16U) {
        pixels.convertTo(pixels, opencv_core.CV_8U, 1 / 257.0, 0);
      }
      switch (pixels.channels()) {
        case 1 -> opencv_imgproc.cvtColor(pixels, result, opencv_imgproc.COLOR_GRAY2BGRA);
        case 3 -> opencv_imgproc.cvtColor(pixels, result, opencv_imgproc.COLOR_BGR2BGRA);
        default -> pixels.copyTo(result);
      }
      return result;
    }
  }

  /** White letters with a dark edge, to be read on any ground; as BGR with opacity. */
  private static Mat render(String text) {
    var scratch = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB).createGraphics();
    var layout =
        new TextLayout(
            text, new Font(Font.SANS_SERIF, Font.BOLD, FONT_SIZE), scratch.getFontRenderContext());
    scratch.dispose();
    Rectangle2D bounds = layout.getBounds();
    int edge = FONT_SIZE / 8;
    var image =
        new BufferedImage(
            (int) Math.ceil(bounds.getWidth()) + 2 * edge,
            (int) Math.ceil(bounds.getHeight()) + 2 * edge,
            BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.translate(edge - bounds.getX(), edge - bounds.getY());
    var outline = layout.getOutline(null);
    graphics.setColor(Color.BLACK);
    graphics.draw(outline);
    graphics.setColor(Color.WHITE);
    graphics.fill(outline);
    graphics.dispose();
    return pixels(image);
  }

  private static Mat pixels(BufferedImage argb) {
    int width = argb.getWidth();
    var pixels = new Mat(argb.getHeight(), width, opencv_core.CV_8UC4);
    int[] values = argb.getRGB(0, 0, width, argb.getHeight(), null, 0, width);
    // An ARGB int in little-endian order is the four bytes BGRA.
    PixelRows.memory(pixels).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
    return pixels;
  }
}
