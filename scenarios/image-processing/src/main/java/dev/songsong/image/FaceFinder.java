// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.global.opencv_objdetect;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RectVector;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.CascadeClassifier;

/** Finds faces seen from the front, by the Haar cascade that comes with OpenCV. Thread-safe. */
final class FaceFinder implements AutoCloseable {
  // Searching costs by the pixel, and a face worth blurring is still there in a smaller image.
  private static final int SEARCHED_SIDE = 1024;
  private static final int SMALLEST_FACE = 24;
  private static final int SMALLEST_SHARE = 24;
  private static final double STEP = 1.1;
  private static final int NEIGHBOURS = 4;
  private static final double MARGIN = 0.25;

  private final NativePool<CascadeClassifier> cascades = new NativePool<>(FaceFinder::load);

  /** The boxes, from top to bottom. */
  List<Box> find(Mat image) {
    var size = new Sizes(image.cols(), image.rows());
    Sizes searched = size.after(new Operation.Thumbnail(SEARCHED_SIDE));
    double scale = (double) size.width() / searched.width();
    try (Mat grey = Filters.grey(image);
        Mat small = Lanczos.resize(grey, searched.width(), searched.height())) {
      opencv_imgproc.equalizeHist(small, small);
      return cascades.use(cascade -> find(cascade, small, scale, size));
    }
  }

  /** Blurs the boxes so that nobody is recognised. */
  static void blur(Mat image, List<Box> faces) {
    for (Box face : faces) {
      try (var place = new Rect(face.x(), face.y(), face.width(), face.height());
          var part = new Mat(image, place);
          Mat blurred = Filters.blur(part, Math.max(1, face.width() / 6.0))) {
        blurred.copyTo(part);
      }
    }
  }

  /** The part of an image that holds all faces, with a margin around them. */
  static Box around(List<Box> faces, Sizes image) {
    int left = faces.stream().mapToInt(Box::x).min().orElse(0);
    int top = faces.stream().mapToInt(Box::y).min().orElse(0);
    int right = faces.stream().mapToInt(f -> f.x() + f.width()).max().orElse(image.width());
    int bottom = faces.stream().mapToInt(f -> f.y() + f.height()).max().orElse(image.height());
    int margin = (int) (MARGIN * Math.max(right - left, bottom - top));
    return within(left - margin, top - margin, right + margin, bottom + margin, image);
  }

  @Override
  public void close() {
    cascades.close();
  }

  private static List<Box> find(CascadeClassifier cascade, Mat grey, double scale, Sizes image) {
    var boxes = new ArrayList<Box>();
    int side = Math.max(SMALLEST_FACE, Math.max(grey.cols(), grey.rows()) / SMALLEST_SHARE);
    try (var found = new RectVector();
        var smallest = new Size(side, side);
        var largest = new Size()) {
      cascade.detectMultiScale(grey, found, STEP, NEIGHBOURS, 0, smallest, largest);
      for (Rect face : found.get()) {
        boxes.add(
            within(
                (int) (face.x() * scale),
                (int) (face.y() * scale),
                (int) ((face.x() + face.width()) * scale),
                (int) ((face.y() + face.height()) * scale),
                image));
      }
    }
    boxes.sort(Comparator.comparingInt(Box::y).thenComparingInt(Box::x));
    return boxes;
  }

  private static Box within(int left, int top, int right, int bottom, Sizes image) {
    int x = Math.max(0, left);
    int y = Math.max(0, top);
    return new Box(x, y, Math.min(right, image.width()) - x, Math.min(bottom, image.height()) - y);
  }

  private static CascadeClassifier load() {
    Loader.load(opencv_objdetect.class);
    String resource =
        "/org/bytedeco/opencv/"
            + Loader.getPlatform()
            + "/share/opencv4/haarcascades/haarcascade_frontalface_alt2.xml";
    try {
      return new CascadeClassifier(
          Loader.cacheResource(CascadeClassifier.class, resource).getPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
