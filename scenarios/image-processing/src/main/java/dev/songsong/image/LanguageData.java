// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/**
 * Finds Tesseract's data: English comes in tess4j's jar, others where Tesseract is installed.
 *
 * <p>Tesseract reads all languages of a run from one directory: installed data is copied beside the
 * unpacked English, whole or not at all, so that many processes may do it at once.
 */
final class LanguageData {
  private static final String BUNDLED = "eng";
  private static final List<String> USUAL =
      List.of(
          "/usr/share/tesseract-ocr/5/tessdata",
          "/usr/share/tesseract-ocr/4.00/tessdata",
          "/usr/share/tessdata",
          "/usr/local/share/tessdata",
          "/opt/homebrew/share/tessdata",
          "C:\\Program Files\\Tesseract-OCR\\tessdata");

  private LanguageData() {}

  /**
   * A directory that has the data of all these languages.
   *
   * @throws IllegalArgumentException naming the language that has none
   */
  static Path directory(String languages) {
    try {
      Path directory = bundled().getParent();
      for (String language : languages.split("\\+")) {
        Path data = directory.resolve(file(language));
        if (!Files.exists(data)) {
          copy(installed(language), data);
        }
      }
      return directory;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "ocr: " + languages + " (expected: data that can be unpacked: " + e + ")", e);
    }
  }

  /** Whether a language's data is there. */
  static boolean has(String language) {
    return language.equals(BUNDLED) || find(language).isPresent();
  }

  private static Path bundled() throws IOException {
    URL resource = LanguageData.class.getResource("/tessdata/" + file(BUNDLED));
    if (resource == null) {
      throw new IOException("tess4j's jar isn't on the class path");
    }
    NativeSettings.apply();
    return Loader.cacheResource(resource).toPath();
  }

  private static Path installed(String language) {
    return find(language)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "ocr: "
                    + language
                    + " (expected: an installed language; on Debian: apt install"
                    + " tesseract-ocr-"
                    + language
                    + ", or set TESSDATA_PREFIX to the directory of "
                    + file(language)
                    + ")"));
  }

  private static Optional<Path> find(String language) {
    var places = new ArrayList<String>();
    Optional.ofNullable(System.getenv("TESSDATA_PREFIX")).ifPresent(places::add);
    places.addAll(USUAL);
    return places.stream()
        .map(place -> Path.of(place).resolve(file(language)))
        .filter(Files::isReadable)
        .findFirst();
  }

  private static void copy(Path from, Path to) throws IOException {
    Path part = Files.createTempFile(to.getParent(), file("part"), "");
    Files.copy(from, part, StandardCopyOption.REPLACE_EXISTING);
    Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String file(String language) {
    return language + ".traineddata";
  }
}
