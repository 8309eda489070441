// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.exec.Mode;
import dev.songsong.testkit.LeakCheck;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
@ExtendWith(LeakCheck.class)
class ImageJobTest {
  @TempDir Path root;
  private Sandbox box;

  @BeforeAll
  static void warmUp() {
    Sandbox.warmUp();
  }

  @BeforeEach
  void makeSandbox() throws IOException {
    box = new Sandbox(root);
    Files.createDirectories(box.in());
  }

  @ParameterizedTest
  @EnumSource(names = {"THREADS", "PROCESSES", "HYBRID"})
  void every_image_gets_its_output_and_its_line(Mode mode) throws Exception {
    var images = box.images(24);

    JobReport report = Sandbox.run(box.options(mode));

    assertThat(report.complete()).isTrue();
    assertThat(report.done()).isEqualTo(24);
    assertThat(box.outputs()).isEqualTo(box.names(images));
    assertThat(box.manifest()).hasSize(24);
    ManifestEntry entry = box.manifest().get("album-00/photo-0000.jpg");
    Path output = box.out().resolve("album-00/photo-0000.jpg");
    assertThat(entry.outcome()).isEqualTo(FileOutcome.DONE);
    assertThat(entry.bytes()).isEqualTo(Files.size(output));
    assertThat(entry.width()).isEqualTo(32);
    assertThat(entry.height()).isEqualTo(24);
    assertThat(entry.digest()).matches("[0-9a-f]{64}");
    assertThat(entry.attempts()).isEqualTo(1);
    assertThat(entry.worker()).contains("images");
  }

  @ParameterizedTest
  @EnumSource(names = {"THREADS", "PROCESSES", "HYBRID"})
  void bad_files_cost_only_themselves(Mode mode) throws Exception {
    // GIVEN three good images among a truncated, a mislabelled, an empty one, and text
    var images = box.images(3);
    byte[] good = Files.readAllBytes(images.getFirst());
    Files.write(box.in().resolve("cut.jpg"), Arrays.copyOf(good, good.length / 2));
    Files.write(box.in().resolve("lie.png"), good);
    Files.write(box.in().resolve("empty.jpg"), new byte[0]);
    Files.writeString(box.in().resolve("text.gif"), "hello");

    JobReport report = Sandbox.run(box.options(mode));

    assertThat(report.done()).isEqualTo(3);
    assertThat(report.complete()).isFalse();
    assertThat(report.troubles())
        .extracting(ManifestEntry::output)
        .containsExactlyInAnyOrder("cut.jpg", "lie.png", "empty.jpg", "text.gif");
    assertThat(report.troubles())
        .allSatisfy(entry -> assertThat(entry.error()).matches("(?s).*\\(expected: [^\\n]*\\)"));
    assertThat(box.manifest().get("empty.jpg").error()).isEqualTo("0 bytes (expected: an image)");
    assertThat(box.outputs()).isEqualTo(box.names(images));
  }

  @Test
  void names_are_kept_whatever_their_letters() throws Exception {
    Path image = box.images(1).getFirst();
    Path named = FileNames.resolve(box.in(), "Tết 2026/ảnh đẹp #1.jpg");
    Files.createDirectories(named.getParent());
    Files.move(image, named);

    Sandbox.run(box.options(Mode.PROCESSES));

    assertThat(box.outputs()).containsExactly("Tết 2026/ảnh đẹp #1.jpg");
    assertThat(box.manifest()).containsOnlyKeys("Tết 2026/ảnh đẹp #1.jpg");
  }

  @Test
  void resume_does_only_what_is_missing_or_changed() throws Exception {
    // GIVEN a finished job of which one output is gone, one was changed, and one input was changed
    var images = box.images(6);
    Sandbox.run(box.options(Mode.THREADS));
    Path gone = box.out().resolve("album-00/photo-0001.jpg");
    Files.delete(gone);
    Files.write(box.out().resolve("album-00/photo-0002.jpg"), new byte[] {1});
    Files.setLastModifiedTime(images.get(3), FileTime.fromMillis(1_000_000));

    var options = box.options(Mode.THREADS).withResume(true);
    JobReport report = Sandbox.run(options);

    assertThat(report.done()).isEqualTo(3);
    assertThat(report.alreadyDone()).isEqualTo(3);
    assertThat(gone).exists();
    assertThat(Sandbox.run(options).done()).isZero();
  }

  @Test
  void resume_with_another_recipe_does_all_again() throws Exception {
    box.images(3);
    Sandbox.run(box.options(Mode.THREADS));

    var other =
        JobOptions.of(List.of(box.in()), box.out(), Recipe.parse(List.of("resize=16")))
            .withResume(true);

    assertThat(Sandbox.run(other).done()).isEqualTo(3);
  }

  @Test
  void what_a_killed_job_left_is_swept_away() throws Exception {
    box.images(1);
    Path part = box.out().resolve("album-00/.songsong-0123456789abcdef.part");
    Files.createDirectories(part.getParent());
    Files.write(part, new byte[100]);

    Sandbox.run(box.options(Mode.THREADS));

    assertThat(part).doesNotExist();
  }

  @Test
  void second_job_in_the_folder_is_refused_and_the_first_goes_on() throws Exception {
    box.images(3);
    var errors = new AtomicInteger();
    var second = box.options(Mode.THREADS);
    var listener =
        new JobListener() {
          @Override
          public void planned(int todo, int alreadyDone) {
            assertThatThrownBy(() -> Sandbox.run(second))
                .isInstanceOf(ImageException.class)
                .hasMessage(
                    "output: "
                        + box.out()
                        + ": is in use by another job (expected: one job a folder at a time;"
                        + " wait for it or choose another folder with -o)");
            errors.incrementAndGet();
          }
        };

    JobReport report = ImageJob.of(box.options(Mode.THREADS)).run(listener);

    assertThat(errors).hasValue(1);
    assertThat(report.done()).isEqualTo(3);
  }

  @Test
  void output_that_is_a_file_is_refused() throws Exception {
    box.images(1);
    Files.writeString(box.out(), "mine");

    assertThatThrownBy(() -> Sandbox.run(box.options(Mode.THREADS)))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            "output: " + box.out() + ": is a file (expected: a folder; choose another with -o)");
    assertThat(box.out()).hasContent("mine");
  }

  @Test
  void output_that_nobody_can_write_to_is_refused() throws Exception {
    box.images(1);
    var options = JobOptions.of(List.of(box.in()), Path.of("/proc/songsong"), Sandbox.SMALL);

    assertThatThrownBy(() -> Sandbox.run(options))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("output: /proc/songsong: can't be made");
  }

  @Test
  void folder_without_images_is_named() {
    assertThatThrownBy(() -> Sandbox.run(box.options(Mode.THREADS)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "input: " + box.in() + " holds no images (expected: files ending in bmp, gif, jpeg");
  }

  @ParameterizedTest
  @EnumSource(names = {"THREADS", "PROCESSES", "HYBRID"})
  void stopped_job_is_consistent_and_can_be_resumed(Mode mode) throws Exception {
    var images = box.images(200);
    var job = ImageJob.of(box.options(mode));
    var listener =
        new JobListener() {
          @Override
          public void fileEnded(ManifestEntry entry, int ended) {
            if (ended == 20) {
              job.stop("enough");
            }
          }
        };

    JobReport stopped = job.run(listener);

    assertThat(stopped.stopped()).contains("enough");
    assertThat(stopped.done()).isBetween(20, 199);
    assertThat(box.outputs()).noneMatch(name -> name.endsWith(".part"));
    assertThat(box.outputs()).containsAll(box.manifest().keySet());

    JobReport rest = Sandbox.run(box.options(mode).withResume(true));

    assertThat(rest.complete()).isTrue();
    assertThat(rest.done() + rest.alreadyDone()).isEqualTo(200);
    assertThat(box.outputs()).isEqualTo(box.names(images));
  }

  @Test
  void interrupted_caller_leaves_no_worker_and_no_partial_file() throws Exception {
    box.images(200);
    var begun = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    var listener =
        new JobListener() {
          @Override
          public void fileEnded(ManifestEntry entry, int number) {
            begun.countDown();
          }
        };
    Thread runner =
        Thread.ofPlatform()
            .start(() -> {
              assertThatThrownBy(() -> ImageJob.of(box.options(Mode.PROCESSES)).run(listener))
                  .isInstanceOf(InterruptedException.class);
              ended.countDown();
            });
    begun.await();
    runner.interrupt();
    ended.await();
    runner.join();

    assertThat(box.outputs()).noneMatch(name -> name.endsWith(".part"));
  }

  @Test
  void copies_of_an_image_are_reported_as_one_group() throws Exception {
    // Samples repeat after the first dozen.
    box.images(14);

    JobReport report = Sandbox.run(box.options(Mode.THREADS).withDuplicates(true));

    assertThat(report.duplicates())
        .anySatisfy(group ->
            assertThat(group).contains("album-00/photo-0000.jpg", "album-00/photo-0012.jpg"));
  }

  @Test
  void contact_sheet_shows_every_output() throws Exception {
    box.images(5);
    Path sheet = root.resolve("sheet.png");

    Sandbox.run(box.options(Mode.THREADS).withContactSheet(sheet));

    BufferedImage picture = ImageIO.read(sheet.toFile());
    assertThat(picture.getWidth()).isGreaterThan(2 * 160).isLessThan(4 * 160);
  }

  @Test
  void frames_of_a_video_are_images_like_others() throws Exception {
    box.images(1);
    FfmpegProgram.command()
        .args("-loglevel", "error", "-f", "lavfi", "-i", "testsrc=duration=3:size=64x48:rate=10")
        .args(box.in().resolve("clip.mp4").toString())
        .run()
        .orThrow();

    assertThat(Sandbox.run(box.options(Mode.THREADS)).done()).isEqualTo(1);
    var options = box.options(Mode.PROCESSES).withFrames(Duration.ofSeconds(1)).withResume(true);
    JobReport report = Sandbox.run(options);

    assertThat(report.done()).isEqualTo(3);
    assertThat(box.outputs())
        .containsExactly(
            "album-00/photo-0000.jpg",
            "clip.mp4/frame-00001.png",
            "clip.mp4/frame-00002.png",
            "clip.mp4/frame-00003.png");
    assertThat(Sandbox.run(options).alreadyDone()).isEqualTo(4);
  }

  @Test
  void broken_video_is_named_and_the_images_are_done() throws Exception {
    box.images(1);
    Files.writeString(box.in().resolve("clip.mp4"), "not a video");

    JobReport report = Sandbox.run(box.options(Mode.THREADS).withFrames(Duration.ofSeconds(1)));

    assertThat(report.done()).isEqualTo(1);
    assertThat(report.complete()).isFalse();
    assertThat(report.problems())
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith("clip.mp4: no frames: "));
  }
}
