// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.drew.imaging.ImageMetadataReader;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ImageEngineTest {
  private final ImageEngine engine = ImageEngine.shared();

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(ImageFormat.class)
  void every_format_is_written_and_read_again(ImageFormat format) throws IOException {
    Path png = write("a.png", Samples.encoded(Samples.quarters(80, 60), "png"));
    String name = format.name().toLowerCase(Locale.ROOT);
    byte[] bytes = run(png, "convert=" + name).bytes();
    Path file = write("b." + format.extension(), bytes);
    assertThat(ImageFormat.ofContent(bytes)).contains(format);

    Processed again = run(file, "resize=40", "convert=png");

    assertThat(again.width()).isEqualTo(40);
    assertThat(again.height()).isEqualTo(30);
    BufferedImage image = Pixels.decoded(again);
    Pixels.near(image, 5, 5, Color.RED, 12);
    Pixels.near(image, 35, 5, Color.GREEN, 12);
    Pixels.near(image, 5, 25, Color.BLUE, 12);
    Pixels.near(image, 35, 25, Color.WHITE, 12);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void every_orientation_becomes_upright(int orientation) throws IOException {
    // GIVEN the stored corner that each orientation shows at the top left of the upright image
    Color[] topLeft = {
      Color.RED,
      Color.GREEN,
      Color.WHITE,
      Color.BLUE,
      Color.RED,
      Color.BLUE,
      Color.WHITE,
      Color.GREEN
    };
    Color[] topRight = {
      Color.GREEN,
      Color.RED,
      Color.BLUE,
      Color.WHITE,
      Color.BLUE,
      Color.RED,
      Color.GREEN,
      Color.WHITE
    };
    byte[] jpeg = Samples.encoded(Samples.quarters(160, 96), "jpg");
    Path file = write("turned.jpg", Samples.withExif(jpeg, orientation));

    Processed upright = run(file, "orient", "convert=png");

    boolean onItsSide = orientation >= 5;
    assertThat(upright.width()).isEqualTo(onItsSide ? 96 : 160);
    BufferedImage image = Pixels.decoded(upright);
    Pixels.near(image, 10, 10, topLeft[orientation - 1], 30);
    Pixels.near(image, upright.width() - 10, 10, topRight[orientation - 1], 30);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shrinking_decode_neither_stretches_nor_shifts(int orientation) throws IOException {
    // GIVEN sides that no power of two divides, and the same pixels where nothing shrinks early
    byte[] jpeg = Samples.encoded(Samples.picture(1009, 507, 4), "jpg");
    Path file = write("odd.jpg", Samples.withExif(jpeg, orientation));
    Path whole = write("whole.png", run(file, "orient", "convert=png").bytes());
    for (int side : new int[] {60, 100, 250}) {
      Processed early = run(file, "orient", "resize=" + side, "convert=png");
      Processed late = run(whole, "resize=" + side);
      assertThat(Pixels.psnr(Pixels.decoded(early), Pixels.decoded(late)))
          .as("to %d", side)
          .isGreaterThan(36);
    }
  }

  @Test
  void metadata_is_stripped_unless_it_is_kept_and_then_says_upright() throws Exception {
    byte[] jpeg = Samples.encoded(Samples.quarters(160, 96), "jpg");
    Path file = write("camera.jpg", Samples.withExif(jpeg, 6));

    assertThat(exif(run(file, "orient"))).isNull();

    ExifIFD0Directory kept = exif(run(file, "orient", "resize=50", "metadata=keep"));
    assertThat(kept.getString(ExifIFD0Directory.TAG_MAKE)).isEqualTo("Songsong");
    assertThat(kept.getInt(ExifIFD0Directory.TAG_ORIENTATION)).isEqualTo(1);
    ExifIFD0Directory unturned = exif(run(file, "resize=50", "metadata=keep", "convert=png"));
    assertThat(unturned.getInt(ExifIFD0Directory.TAG_ORIENTATION)).isEqualTo(6);
  }

  @Test
  void metadata_that_a_format_cannot_hold_is_a_warning() throws IOException {
    byte[] jpeg = Samples.encoded(Samples.quarters(160, 96), "jpg");
    Path file = write("camera.jpg", Samples.withExif(jpeg, 1));
    assertThat(run(file, "metadata=keep", "convert=gif").warnings())
        .containsExactly("camera.jpg: metadata isn't kept in GIF");
  }

  @Test
  void inks_become_the_colours_they_print() throws IOException {
    Path yellow = write("yellow.jpg", Samples.cmykJpeg(64, 64, 0, 0, 255, 0));
    Path black = write("black.jpg", Samples.cmykJpeg(64, 64, 0, 0, 0, 255));
    Path paper = write("paper.jpg", Samples.cmykJpeg(64, 64, 0, 0, 0, 0));
    Pixels.near(Pixels.decoded(run(paper, "convert=png")), 9, 9, Color.WHITE, 4);
    Pixels.near(Pixels.decoded(run(yellow, "convert=png")), 9, 9, new Color(255, 240, 20), 45);
    Pixels.near(Pixels.decoded(run(black, "convert=png")), 9, 9, Color.BLACK, 50);
  }

  @Test
  void colours_of_a_profile_become_srgb() throws IOException {
    // GIVEN linear light of one half, which sRGB writes as 188
    byte[] jpeg =
        Samples.encoded(
            Samples.plain(64, 64, BufferedImage.TYPE_3BYTE_BGR, new Color(128, 128, 128)), "jpg");
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    Path file = write("linear.jpg", Samples.withProfile(jpeg, profile));

    Pixels.near(Pixels.decoded(run(file, "convert=png")), 9, 9, new Color(188, 188, 188), 2);
    Pixels.near(
        Pixels.decoded(run(write("plain.jpg", jpeg), "convert=png")),
        9,
        9,
        new Color(128, 128, 128),
        1);
  }

  @Test
  void sixteen_bits_stay_sixteen_bits() throws IOException {
    var grey = new BufferedImage(64, 64, BufferedImage.TYPE_USHORT_GRAY);
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        grey.getRaster().setSample(x, y, 0, 12_345);
      }
    }
    Path file = write("deep.png", Samples.encoded(grey, "png"));
    BufferedImage small = Pixels.decoded(run(file, "resize=16"));
    assertThat(small.getSampleModel().getSampleSize(0)).isEqualTo(16);
    assertThat(small.getRaster().getSample(8, 8, 0)).isEqualTo(12_345);
  }

  @Test
  void transparent_pixels_do_not_bleed_into_visible_ones() throws IOException {
    // GIVEN green that nobody sees beside opaque red
    var image = new BufferedImage(80, 80, BufferedImage.TYPE_4BYTE_ABGR);
    for (int y = 0; y < 80; y++) {
      for (int x = 0; x < 80; x++) {
        image.setRGB(x, y, x < 37 ? 0xFFFF0000 : 0x0000FF00);
      }
    }
    Path file = write("half.png", Samples.encoded(image, "png"));

    BufferedImage small = Pixels.decoded(run(file, "resize=16"));

    for (int x = 0; x < 16; x++) {
      var colour = new Color(small.getRGB(x, 8), true);
      if (colour.getAlpha() > 8) {
        Pixels.near(small, x, 8, Color.RED, 2);
      }
    }
    Pixels.near(Pixels.decoded(run(file, "resize=16", "convert=jpeg")), 15, 8, Color.WHITE, 4);
  }

  @Test
  void first_frame_of_an_animation_is_used_and_said() throws IOException {
    Path file = write("moving.gif", Animations.gif(3));
    Processed first = run(file, "convert=png");
    assertThat(first.warnings())
        .containsExactly("moving.gif: an animation; only its first frame is used");
    Pixels.near(Pixels.decoded(first), 5, 5, Color.RED, 4);
  }

  @Test
  void text_is_read_as_text_and_with_its_places() throws IOException {
    BufferedImage page = Samples.plain(900, 300, BufferedImage.TYPE_3BYTE_BGR, Color.WHITE);
    Graphics2D graphics = page.createGraphics();
    Samples.text(graphics, 60, 40, 48, "Write the work once", "run it in parallel 2026");
    graphics.dispose();
    Path file = write("page.png", Samples.encoded(page, "png"));

    Processed read = run(file, "ocr", "ocr=eng:hocr");

    assertThat(read.text().orElseThrow())
        .contains("Write the work once")
        .contains("run it in parallel 2026");
    assertThat(read.hocr().orElseThrow()).contains("ocrx_word").contains("parallel");
  }

  @Test
  void faces_are_found_blurred_and_cut_out() throws IOException {
    BufferedImage group =
        Samples.plain(600, 400, BufferedImage.TYPE_3BYTE_BGR, new Color(120, 170, 200));
    Graphics2D graphics = group.createGraphics();
    SampleArt.face(graphics, 150, 200, 150);
    SampleArt.face(graphics, 430, 190, 120);
    graphics.dispose();
    Path file = write("group.png", Samples.encoded(group, "png"));

    Processed found = run(file, "faces");
    Processed blurred = run(file, "faces=blur");
    Processed cut = run(file, "faces=crop");

    assertThat(found.faces()).hasSize(2).isEqualTo(blurred.faces());
    assertThat(found.faces().getFirst().width()).isBetween(90, 190);
    assertThat(blurred.pixelDigest()).isNotEqualTo(found.pixelDigest());
    assertThat(run(write("again.png", blurred.bytes()), "faces").faces()).isEmpty();
    assertThat(cut.width()).isLessThan(600);
  }

  @Test
  void sample_photos_have_a_face_now_and_then() throws IOException {
    List<Path> photos = new SampleFolder(640, 480, 7).write(folder, 3);
    assertThat(run(photos.get(0), "faces").faces()).isEmpty();
    assertThat(run(photos.get(1), "faces").faces()).hasSize(1);
  }

  @Test
  void copies_have_near_hashes_and_other_pictures_far_ones() throws IOException {
    Path one = write("one.png", Samples.encoded(Samples.picture(640, 480, 1), "png"));
    Path other = write("other.png", Samples.encoded(Samples.picture(640, 480, 2), "png"));
    Path copy = write("copy.jpg", run(one, "resize=200", "convert=jpeg", "quality=60").bytes());
    long hash = run(one, "phash").phash().orElseThrow();
    assertThat(Long.bitCount(hash ^ run(copy, "phash").phash().orElseThrow())).isLessThan(7);
    assertThat(Long.bitCount(hash ^ run(other, "phash").phash().orElseThrow())).isGreaterThan(12);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "blur=3",
        "sharpen",
        "contrast=2",
        "autolevels",
        "edges",
        "watermark=© Sông 2026",
        "crop=50x40+5+6",
        "thumbnail=32"
      })
  void every_filter_changes_the_picture_in_the_same_way_each_time(String operation)
      throws IOException {
    Path file = write("filtered.png", Samples.encoded(Samples.picture(160, 120, 3), "png"));
    String before = run(file).pixelDigest();
    Processed once = run(file, operation);
    assertThat(once.pixelDigest())
        .isNotEqualTo(before)
        .isEqualTo(run(file, operation).pixelDigest());
  }

  @Test
  void watermark_image_is_laid_over_the_corner() throws IOException {
    BufferedImage dot = Samples.plain(10, 10, BufferedImage.TYPE_4BYTE_ABGR, Color.RED);
    Path mark = write("dot.png", Samples.encoded(dot, "png"));
    BufferedImage white = Samples.plain(100, 100, BufferedImage.TYPE_3BYTE_BGR, Color.WHITE);
    Path file = write("white.png", Samples.encoded(white, "png"));
    BufferedImage marked =
        Pixels.decoded(run(file, "watermark=image:" + mark + "@bottom-right:0.5"));
    Pixels.near(marked, 92, 92, new Color(255, 128, 128), 2);
    Pixels.near(marked, 50, 50, Color.WHITE, 0);
  }

  private Processed run(Path file, String... recipe) {
    return engine.process(file, Recipe.parse(List.of(recipe)));
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static ExifIFD0Directory exif(Processed image) throws Exception {
    return ImageMetadataReader.readMetadata(new ByteArrayInputStream(image.bytes()))
        .getFirstDirectoryOfType(ExifIFD0Directory.class);
  }
}
