// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@ExtendWith(LeakCheck.class)
class BadImageTest {
  private static final BufferedImage PICTURE = Samples.picture(320, 200, 1);
  private static final Recipe RESIZE = Recipe.of(Operation.Resize.longest(64));
  private static ImageEngine engine;

  @TempDir static Path folder;

  @BeforeAll
  static void load() throws IOException {
    engine = ImageEngine.shared();
    // The JDK's readers keep a thread, and JavaCPP's gauge a file, for the JVM's life.
    Pointer.physicalBytes();
    engine.process(write("first.jpg", Samples.cmykJpeg(8, 8, 0, 0, 0, 0)), RESIZE);
  }

  @Test
  void empty_file_is_named() throws IOException {
    fails("empty.jpg", new byte[0], "empty.jpg: 0 bytes (expected: an image)");
  }

  @Test
  void text_named_as_an_image_is_refused() throws IOException {
    fails(
        "notes.jpg",
        "Dear diary, this is no image".getBytes(),
        "notes.jpg: not an image of a known kind, by its first bytes"
            + " (expected: one of jpeg, png, webp, tiff, gif)");
  }

  @Test
  void mislabelled_image_is_refused_with_the_remedy() throws IOException {
    fails(
        "photo.png",
        Samples.encoded(PICTURE, "jpg"),
        "photo.png: contains JPEG (expected: PNG by its name; rename it to end in .jpg)");
  }

  @ParameterizedTest
  @CsvSource({
    "jpg,99", "jpg,50", "jpg,2", "png,99", "png,50", "png,5", "gif,99", "gif,40", "tif,60"
  })
  void truncated_file_is_refused(String format, int percent) throws IOException {
    byte[] whole = Samples.encoded(PICTURE, format);
    byte[] part = Arrays.copyOf(whole, whole.length * percent / 100);
    Path file = write("cut-" + percent + "." + format, part);
    assertThatThrownBy(() -> engine.process(file, RESIZE))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith(file.getFileName() + ": ")
        .hasMessageContaining("(expected: ");
  }

  @Test
  void truncated_webp_is_refused() throws IOException {
    Path png = write("whole.png", Samples.encoded(PICTURE, "png"));
    byte[] webp = engine.process(png, Recipe.parse(List.of("convert=webp"))).bytes();
    fails(
        "cut.webp",
        Arrays.copyOf(webp, webp.length - 40),
        "cut.webp: header ends early or is damaged (expected: a whole WEBP file)");
  }

  @Test
  void chunk_that_claims_two_gigabytes_is_not_believed() throws IOException {
    byte[] png = Samples.encoded(PICTURE, "png");
    ByteBuffer.wrap(png).putInt(33, Integer.MAX_VALUE);
    fails(
        "claims.png",
        png,
        "claims.png: header ends early or is damaged (expected: a whole PNG file)");
    Path whole = write("whole.png", Samples.encoded(PICTURE, "png"));
    byte[] webp = engine.process(whole, Recipe.parse(List.of("convert=webp"))).bytes();
    ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(16, Integer.MAX_VALUE);
    fails(
        "claims.webp",
        webp,
        "claims.webp: header ends early or is damaged (expected: a whole WEBP file)");
  }

  @Test
  void bomb_is_refused_by_its_header_before_memory_is_taken() throws IOException {
    Path file = write("bomb.png", Samples.bombPng(64_250, 64_250));
    long before = Pointer.physicalBytes();
    assertThatThrownBy(() -> engine.process(file, RESIZE))
        .hasMessage(
            "bomb.png: 64250x64250 = 4128062500 pixels (expected: at most 100000000 pixels)");
    assertThat(Pointer.physicalBytes() - before).isLessThan(50L << 20);
  }

  @Test
  void job_has_a_budget_of_memory() throws IOException {
    Path file = write("large.png", Samples.bombPng(9_000, 9_000));
    var limits = new Limits(100_000_000, 64 << 20);
    assertThatThrownBy(() -> engine.process(file, RESIZE.with(limits)))
        .hasMessage("large.png: 162000000 bytes of pixels (expected: at most 67108864 bytes)");
  }

  @Test
  void enlarging_beyond_the_limit_is_refused() throws IOException {
    Path file = write("small.png", Samples.encoded(PICTURE, "png"));
    assertThatThrownBy(() -> engine.process(file, Recipe.parse(List.of("resize=65500x65500!"))))
        .hasMessage(
            "small.png: 65500x65500 = 4290250000 pixels (expected: at most 100000000 pixels)");
  }

  @Test
  void crop_outside_the_image_is_refused() throws IOException {
    Path file = write("tocrop.png", Samples.encoded(PICTURE, "png"));
    assertThatThrownBy(() -> engine.process(file, Recipe.parse(List.of("crop=300x100+30+0"))))
        .hasMessage("tocrop.png: crop 300x100+30+0 (expected: within 320x200)");
  }

  @Test
  void missing_file_is_named() {
    assertThatThrownBy(() -> engine.process(folder.resolve("nothing.jpg"), RESIZE))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("nothing.jpg: can't be read")
        .hasMessageEndingWith("(expected: a readable file)");
  }

  @Test
  void language_without_data_is_named_with_the_remedy() {
    assertThatThrownBy(() -> ImageEngine.check(Recipe.parse(List.of("ocr=xyz"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("ocr: xyz (expected: an installed language")
        .hasMessageContaining("TESSDATA_PREFIX");
  }

  @Test
  void missing_watermark_is_named() {
    assertThatThrownBy(
            () -> ImageEngine.check(Recipe.parse(List.of("watermark=image:/nothing.png"))))
        .hasMessage("watermark: /nothing.png (expected: a readable file)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "gif", "tif"})
  void damaged_bytes_end_in_a_result_or_a_typed_error(String format) throws IOException {
    byte[] sound = Samples.encoded(Samples.picture(64, 48, 5), format);
    var random = new Random(42);
    for (int round = 0; round < 150; round++) {
      byte[] damaged = sound.clone();
      for (int i = 0; i < 1 + round % 4; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      Path file = write("damaged." + format, damaged);
      try {
        assertThat(engine.process(file, RESIZE).width()).isPositive();
      } catch (ImageException refused) {
        assertThat(refused).hasMessageStartingWith("damaged." + format + ": ");
      }
    }
  }

  private static void fails(String name, byte[] content, String message) throws IOException {
    Path file = write(name, content);
    assertThatThrownBy(() -> engine.process(file, RESIZE))
        .isInstanceOf(ImageException.class)
        .hasMessage(message);
  }

  private static Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }
}
