// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.tesseract.TessBaseAPI;

/** Recognises text with Tesseract, whose build here works on the calling thread. Thread-safe. */
final class TextRecogniser implements AutoCloseable {
  // Without a resolution Tesseract guesses one, and says so on stderr.
  private static final int DOTS_PER_INCH = 300;

  // Any thread adds a pool for a new combination of languages.
  private final ConcurrentHashMap<String, NativePool<TessBaseAPI>> pools =
      new ConcurrentHashMap<>();

  String text(Mat image, String languages) {
    return recognise(image, languages, TessBaseAPI::GetUTF8Text);
  }

  String hocr(Mat image, String languages) {
    return recognise(image, languages, tesseract -> tesseract.GetHOCRText(0));
  }

  @Override
  public void close() {
    pools.values().forEach(NativePool::close);
    pools.clear();
  }

  private String recognise(Mat image, String languages, Function<TessBaseAPI, BytePointer> result) {
    var pool = pools.computeIfAbsent(languages, all -> new NativePool<>(() -> load(all)));
    try (Mat grey = Filters.grey(image)) {
      return pool.use(tesseract -> recognise(tesseract, grey, result));
    }
  }

  private static String recognise(
      TessBaseAPI tesseract, Mat grey, Function<TessBaseAPI, BytePointer> result) {
    int stride = Math.toIntExact(grey.step());
    tesseract.SetImage(grey.data(), grey.cols(), grey.rows(), 1, stride);
    tesseract.SetSourceResolution(DOTS_PER_INCH);
    try (BytePointer text = result.apply(tesseract)) {
      return text == null || text.isNull() ? "" : text.getString(StandardCharsets.UTF_8);
    } finally {
      // What it learnt from this image must not change the next one's result.
      tesseract.ClearAdaptiveClassifier();
      tesseract.Clear();
    }
  }

  private static TessBaseAPI load(String languages) {
    String directory = LanguageData.directory(languages).toString();
    var tesseract = new TessBaseAPI();
    if (tesseract.Init(directory, languages) != 0) {
      tesseract.close();
      throw new IllegalArgumentException(
          "ocr: " + languages + " (expected: sound data in " + directory + ")");
    }
    return tesseract;
  }
}
