// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.RequiresTool;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A folder of 2725x2225 photos to 720 wide at quality 80, files in and out, on one core each: this
 * engine beside ImageMagick and libvips.
 *
 * <p>Not part of any build, as a busy machine would decide it. Run it alone:
 *
 * <pre>{@code
 * ./mvnw test -pl scenarios/image-processing -am -Dtest=ResizeBenchmark \
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dsongsong.bench.copies=50
 * }</pre>
 */
@RequiresTool({"/usr/bin/convert", "vipsthumbnail"})
class ResizeBenchmark {
  private static final int COPIES = Integer.getInteger("songsong.bench.copies", 50);
  private static final int ROUNDS = Integer.getInteger("songsong.bench.rounds", 6);
  private static final Recipe RECIPE = Recipe.parse(List.of("resize=720", "quality=80"));

  @TempDir Path folder;

  private interface Contender {
    void run(List<Path> photos, Path out) throws IOException, InterruptedException;
  }

  @Test
  void engine_beside_imagemagick_and_libvips() throws Exception {
    List<Path> photos = new SampleFolder(2725, 2225, 7).write(folder.resolve("in"), COPIES);
    photos = photos.stream().filter(p -> p.toString().endsWith(".jpg")).toList();
    var names = List.of("ours", "ours, a new JVM", "convert", "vipsthumbnail");
    List<Contender> contenders =
        List.of(
            ResizeBenchmark::ours,
            ResizeBenchmark::fresh,
            ResizeBenchmark::convert,
            ResizeBenchmark::vips);
    samePictures(photos.getFirst());
    ours(photos, out("warm-up"));

    var millis = new double[names.size()][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < names.size(); i++) {
        // Forwards, then backwards: a machine that slows down harms all alike.
        int who = round % 2 == 0 ? i : names.size() - 1 - i;
        Path out = out(round + "-" + who);
        long start = System.nanoTime();
        contenders.get(who).run(photos, out);
        millis[who][round] = (System.nanoTime() - start) / 1e6 / photos.size();
      }
    }
    report(names, millis);
  }

  private void samePictures(Path photo) throws Exception {
    Path out = out("check");
    ours(List.of(photo), out);
    var ours = ImageIO.read(out.resolve(photo.getFileName()).toFile());
    Path theirs = out("theirs");
    convert(List.of(photo), theirs);
    double psnr = Pixels.psnr(ours, ImageIO.read(theirs.resolve(photo.getFileName()).toFile()));
    print("PSNR against ImageMagick's Lanczos, both as JPEG: %.1f dB", psnr);
    assertThat(psnr).isGreaterThanOrEqualTo(40);
  }

  private static void ours(List<Path> photos, Path out) throws IOException {
    for (Path photo : photos) {
      Files.write(
          out.resolve(photo.getFileName()), ImageEngine.shared().process(photo, RECIPE).bytes());
    }
  }

  /** Does the photos named by all arguments but the last, into the last. */
  public static void main(String[] args) throws IOException {
    List<Path> paths = Arrays.stream(args).map(Path::of).toList();
    ours(paths.subList(0, args.length - 1), paths.getLast());
  }

  private static void fresh(List<Path> photos, Path out) throws IOException, InterruptedException {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"));
    line.addAll(List.of("-XX:ActiveProcessorCount=1", "-cp"));
    line.add(System.getProperty("java.class.path"));
    line.add(ResizeBenchmark.class.getName());
    photos.forEach(photo -> line.add(photo.toString()));
    line.add(out.toString());
    run(line);
  }

  private static void convert(List<Path> photos, Path out)
      throws IOException, InterruptedException {
    for (Path photo : photos) {
      run(
          List.of(
              "/usr/bin/convert",
              photo.toString(),
              "-filter",
              "Lanczos",
              "-resize",
              "720x",
              "-quality",
              "80",
              out.resolve(photo.getFileName()).toString()));
    }
  }

  private static void vips(List<Path> photos, Path out) throws IOException, InterruptedException {
    var line = new ArrayList<>(List.of("vipsthumbnail", "-s", "720x", "-o", out + "/%s.jpg[Q=80]"));
    photos.forEach(photo -> line.add(photo.toString()));
    run(line);
  }

  private static void run(List<String> line) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(line).redirectOutput(Redirect.DISCARD).inheritIO();
    builder.environment().put("VIPS_CONCURRENCY", "1");
    builder.environment().put("MAGICK_THREAD_LIMIT", "1");
    assertThat(builder.start().waitFor()).as("%s", line.getFirst()).isZero();
  }

  private static void report(List<String> names, double[][] millis) {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    print("%d photos, %d rounds, load %.1f", COPIES, ROUNDS, load);
    print("%-18s %12s %28s", "", "ms an image", "times as fast as ours, range");
    for (int i = 0; i < names.size(); i++) {
      var ratios = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        ratios[round] = millis[0][round] / millis[i][round];
      }
      Arrays.sort(ratios);
      Arrays.sort(millis[i]);
      print(
          "%-18s %12.1f %12.2f  %.2f to %.2f",
          names.get(i), millis[i][ROUNDS / 2], ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1]);
    }
  }

  private Path out(String name) throws IOException {
    return Files.createDirectory(folder.resolve("out-" + name));
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
