// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
@ExtendWith(LeakCheck.class)
class ImageCommandTest {
  @TempDir Path root;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
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

  private int run(String... options) {
    var args = new ArrayList<>(List.of(box.in().toString(), "-o", box.out().toString()));
    args.addAll(List.of(options));
    return runBare(args.toArray(String[]::new));
  }

  private int runBare(String... args) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  @Test
  void folder_is_done_and_summed_up() throws IOException {
    box.images(3);

    int status = run("--resize", "32", "--sharpen", "--format", "png", "--lang", "en");

    assertThat(status).isZero();
    assertThat(box.outputs())
        .containsExactly(
            "album-00/photo-0000.png", "album-00/photo-0001.png", "album-00/photo-0002.png");
    assertThat(out.toString()).startsWith("3 done in ").contains(" images/s");
    assertThat(err.toString()).startsWith("3 to do").contains("3/3");
  }

  @Test
  void summary_speaks_vietnamese() throws IOException {
    box.images(1);

    assertThat(run("--resize=32", "--lang=vi")).isZero();

    assertThat(out.toString()).startsWith("1 ảnh xong trong ");
  }

  @Test
  void failed_file_is_named_in_one_line_with_status_1() throws IOException {
    box.images(1);
    Files.write(box.in().resolve("empty.jpg"), new byte[0]);

    int status = run("--resize", "32", "--lang", "en");

    assertThat(status).isEqualTo(1);
    assertThat(err.toString().lines())
        .contains(FileNames.shown(box.in()) + "/empty.jpg: failed: 0 bytes (expected: an image)");
    assertThat(out.toString()).contains("1 failed, 0 timed out, 0 quarantined, 0 not tried");
  }

  @Test
  void json_report_counts_the_same() throws IOException {
    box.images(2);
    Files.write(box.in().resolve("empty.jpg"), new byte[0]);

    assertThat(run("--resize", "32", "--json")).isEqualTo(1);

    var report = JsonMapper.builder().build().readTree(out.toString());
    assertThat(report.get("files").asInt()).isEqualTo(3);
    assertThat(report.get("done").asInt()).isEqualTo(2);
    assertThat(report.get("failed").asInt()).isEqualTo(1);
    assertThat(report.get("troubles").get(0).get("output").asString()).isEqualTo("empty.jpg");
    assertThat(report.get("troubles").get(0).get("outcome").asString()).isEqualTo("failed");
  }

  @Test
  void dry_run_writes_nothing() throws IOException {
    box.images(2);

    assertThat(run("--format", "webp", "--dry-run")).isZero();

    assertThat(out.toString())
        .contains("photo-0000.jpg -> album-00/photo-0000.webp")
        .contains("photo-0001.jpg -> album-00/photo-0001.webp");
    assertThat(box.out()).doesNotExist();
  }

  @Test
  void steps_run_in_the_order_they_are_given() throws IOException {
    box.images(1);

    assertThat(run("--crop", "20x20", "--resize", "10")).isZero();
    assertThat(box.manifest().values())
        .singleElement()
        .returns(10, ManifestEntry::width)
        .returns(10, ManifestEntry::height);

    // The other way round the crop doesn't fit.
    assertThat(run("--resize", "10", "--crop", "20x20")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--resize=-5 | resize: -5 (expected: 1 to 65500)",
        "--op=explode | operation: explode (expected: one of autolevels, blur,",
        "--faces=paint | faces: paint (expected: one of detect, blur, crop)",
        "--quality=200 | quality: 200 (expected: 1 to 100)",
        "--format=psd | format: psd (expected: one of jpeg, png, webp, tiff, gif)",
        "--mode=fibers | --mode: fibers (expected: threads, processes or hybrid)",
        "--time-limit=-3s | --time-limit: -3s (expected: a time above 0 such as 90s, 5m or 1h30m)",
        "--every=soon | --every: soon (expected: a time above 0 such as 90s, 5m or 1h30m)",
        "-p=4 | --processes: 4 (expected: none in this mode); use --mode processes or --mode",
        "-t=0 | threads: 0 (expected: >= 1); the number of cores is a usual choice",
        "--lang=xx | --lang: xx (expected: one of en, vi)",
        "--sharpne | option: --sharpne (expected: one of --autolevels, --blur,",
      })
  void wrong_usage_gets_one_line_and_status_2(String option, String message) throws IOException {
    box.images(1);

    int status = run(option);

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).startsWith("songsong: ").contains(message);
    assertThat(err.toString()).hasLineCount(1);
    assertThat(box.out()).doesNotExist();
  }

  @Test
  void missing_output_and_missing_input_are_named() {
    assertThat(runBare(box.in().toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--output: missing (expected: DIR)");

    assertThat(runBare("-o", box.out().toString())).isEqualTo(2);
    assertThat(err.toString()).contains("INPUT: missing (expected: INPUT)");

    assertThat(runBare("/nowhere/at/all", "-o", box.out().toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("songsong: input: /nowhere/at/all (expected: an existing file or folder)");
  }

  @Test
  void two_inputs_with_one_output_are_refused_before_the_first_write() throws IOException {
    box.images(1);
    Path first = box.in().resolve("album-00/photo-0000.jpg");
    Files.copy(first, box.in().resolve("album-00/photo-0000.png"));

    assertThat(run("--format", "webp")).isEqualTo(2);

    assertThat(err.toString()).contains("photo-0000.jpg").contains("photo-0000.png");
    assertThat(box.out()).doesNotExist();
  }

  @Test
  void help_describes_every_option_in_both_languages() {
    assertThat(runBare("--help", "--lang", "en")).isZero();
    assertThat(out.toString())
        .contains("songsong run image-processing photos/ -o out/")
        .contains("Resample by Lanczos")
        .doesNotContain("{0}");

    assertThat(runBare("--help", "--lang", "vi")).isZero();
    assertThat(out.toString()).contains("Ví dụ:").contains("Làm nét").contains("Mã thoát");
  }

  @Test
  void both_languages_have_the_same_texts() throws IOException {
    assertThat(texts("ImageCommand_vi.properties").stringPropertyNames())
        .isEqualTo(texts("ImageCommand.properties").stringPropertyNames());
  }

  private static Properties texts(String name) throws IOException {
    var texts = new Properties();
    try (var in = ImageCommand.class.getResourceAsStream(name)) {
      texts.load(in);
    }
    return texts;
  }
}
