// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import dev.songsong.exec.Mode;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Folders for one job and what tests ask of them. */
record Sandbox(Path root) {
  static final long SEED = 20261124;
  static final Recipe SMALL = Recipe.parse(List.of("resize=32"));

  /**
   * Lets the JDK and the engine open what they keep for the JVM's life, so that it isn't taken for
   * a leak of the first test.
   */
  static void warmUp() {
    try {
      Path scratch = Files.createTempDirectory("warm-up");
      var box = new Sandbox(scratch);
      box.images(1);
      run(box.options(Mode.THREADS));
      run(box.options(Mode.PROCESSES));
      try (var files = Files.walk(scratch)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("warm-up: " + e, e);
    }
  }

  Path in() {
    return root.resolve("in");
  }

  Path out() {
    return root.resolve("out");
  }

  List<Path> images(int count) throws IOException {
    return new SampleFolder(64, 48, SEED).write(in(), count);
  }

  /** A job over the folder, two at a time. */
  JobOptions options(Mode mode) {
    return JobOptions.of(List.of(in()), out(), SMALL).withMode(mode, 2, 2);
  }

  static JobReport run(JobOptions options) throws IOException, InterruptedException {
    return ImageJob.of(options).run(JobListener.NONE);
  }

  Map<String, ManifestEntry> manifest() throws IOException {
    return Manifest.read(out());
  }

  /** Every file below the output folder but the manifest. */
  List<String> outputs() throws IOException {
    var names = new TreeSet<String>();
    try (var files = Files.walk(out(), FileVisitOption.FOLLOW_LINKS)) {
      files.filter(Files::isRegularFile).forEach(file -> names.add(FileNames.below(out(), file)));
    }
    names.remove(Manifest.NAME);
    return new ArrayList<>(names);
  }

  List<String> names(List<Path> inputs) {
    return inputs.stream().map(file -> FileNames.below(in(), file)).sorted().toList();
  }
}
