// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The steps and settings of a recipe on the command line; the order of the options is the order of
 * the steps.
 *
 * <p>Each option adds its text to one list, which {@link Recipe#parse} reads. Parsing may call the
 * methods with nothing to begin with.
 */
final class RecipeOptions {
  private final List<String> steps = new ArrayList<>();
  private final List<String> settings = new ArrayList<>();
  private boolean orient = true;

  Recipe recipe() {
    var texts = new ArrayList<String>();
    if (orient && !steps.contains("orient")) {
      texts.add("orient");
    }
    texts.addAll(steps);
    texts.addAll(settings);
    return Recipe.parse(texts);
  }

  private void step(String name, @Nullable String value) {
    if (value != null) {
      steps.add(name + "=" + value);
    }
  }

  private void step(String name, boolean wanted) {
    if (wanted) {
      steps.add(name);
    }
  }

  private void setting(String name, @Nullable String value) {
    if (value != null) {
      settings.add(name + "=" + value);
    }
  }

  @Option(names = "--resize", paramLabel = "SIZE", order = 1)
  void resize(@Nullable String size) {
    step("resize", size);
  }

  @Option(names = "--thumbnail", paramLabel = "SIDE", order = 2)
  void thumbnail(@Nullable String side) {
    step("thumbnail", side);
  }

  @Option(names = "--crop", paramLabel = "AREA", order = 3)
  void crop(@Nullable String area) {
    step("crop", area);
  }

  @Option(names = "--blur", paramLabel = "SIGMA", order = 4)
  void blur(@Nullable String sigma) {
    step("blur", sigma);
  }

  @Option(names = "--sharpen", order = 5)
  void sharpen(boolean wanted) {
    step("sharpen", wanted);
  }

  @Option(names = "--contrast", paramLabel = "FACTOR", order = 6)
  void contrast(@Nullable String factor) {
    step("contrast", factor);
  }

  @Option(names = "--autolevels", order = 7)
  void autolevels(boolean wanted) {
    step("autolevels", wanted);
  }

  @Option(names = "--edges", order = 8)
  void edges(boolean wanted) {
    step("edges", wanted);
  }

  @Option(names = "--watermark", paramLabel = "TEXT", order = 9)
  void watermark(@Nullable String text) {
    step("watermark", text);
  }

  @Option(names = "--faces", paramLabel = "ACTION", order = 10)
  void faces(@Nullable String action) {
    step("faces", action);
  }

  @Option(names = "--ocr", order = 11)
  void ocr(boolean wanted) {
    step("ocr", wanted);
  }

  @Option(names = "--op", paramLabel = "STEP", order = 12)
  void op(@Nullable String text) {
    if (text != null) {
      steps.add(text);
    }
  }

  @Option(names = "--no-orient", order = 13)
  void noOrient(boolean wanted) {
    orient = !wanted;
  }

  @Option(names = "--format", paramLabel = "FORMAT", order = 14)
  void format(@Nullable String format) {
    setting("convert", format);
  }

  @Option(names = "--quality", paramLabel = "N", order = 15)
  void quality(@Nullable String quality) {
    setting("quality", quality);
  }

  @Option(names = "--keep-metadata", order = 16)
  void keepMetadata(boolean wanted) {
    setting("metadata", wanted ? "keep" : null);
  }

  @Option(names = "--max-pixels", paramLabel = "N", order = 17)
  void maxPixels(@Nullable String pixels) {
    setting("max-pixels", pixels);
  }
}
