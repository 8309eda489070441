// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.Mode;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One image in a hundred ends or hangs its decoder.
 *
 * <p>{@code -Dsongsong.images=10000 -Dsongsong.limit=2} runs the same at full size.
 */
@Timeout(1800)
@ExtendWith(LeakCheck.class)
class PoisonTest {
  private static final int IMAGES = Integer.getInteger("songsong.images", 500);
  // A machine that builds is busy, and time passes faster on it.
  private static final Duration LIMIT = Duration.ofSeconds(Integer.getInteger("songsong.limit", 4));

  private static final Duration SHORT_LIMIT = Duration.ofSeconds(2);

  @TempDir Path root;
  private Sandbox box;
  private final Map<String, Poison> poisoned = new HashMap<>();
  private List<String> good = List.of();

  @BeforeAll
  static void warmUp() {
    Sandbox.warmUp();
  }

  @BeforeEach
  void makeSandbox() {
    box = new Sandbox(root);
  }

  private void poisonOneInAHundred(Poison... kinds) throws IOException {
    List<Path> images = box.images(IMAGES);
    var random = new Random(Sandbox.SEED);
    while (poisoned.size() < IMAGES / 100) {
      Path image = images.get(random.nextInt(IMAGES));
      String name = FileNames.below(box.in(), image);
      Poison poison = kinds[poisoned.size() % kinds.length];
      if (poisoned.putIfAbsent(name, poison) == null) {
        poison.into(image);
      }
    }
    good = box.names(images).stream().filter(name -> !poisoned.containsKey(name)).toList();
  }

  private JobReport run(Mode mode, Duration limit) throws IOException, InterruptedException {
    return ImageJob.withPoison(box.options(mode).withTimeLimit(limit)).run(JobListener.NONE);
  }

  private void assertNothingLostAndPoisonNamed(JobReport report) throws IOException {
    assertThat(report.stopped()).isEmpty();
    assertThat(report.troubles())
        .as("%s", report.troubles())
        .extracting(ManifestEntry::output)
        .containsExactlyInAnyOrderElementsOf(poisoned.keySet());
    assertThat(report.done()).isEqualTo(good.size());
    assertThat(box.manifest()).hasSize(IMAGES);
    assertThat(box.outputs())
        .filteredOn(name -> !name.startsWith(CrashReports.NAME))
        .isEqualTo(good);
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void every_good_image_is_written_and_each_poisoned_one_named(Mode mode) throws Exception {
    poisonOneInAHundred(Poison.values());

    JobReport report = run(mode, LIMIT);

    assertNothingLostAndPoisonNamed(report);
    for (ManifestEntry entry : report.troubles()) {
      boolean hangs = poisoned.get(entry.output()) == Poison.HANG;
      // Writing the report of its crash may take a JVM longer than the limit.
      assertThat(entry.outcome())
          .as(entry.toString())
          .isIn(FileOutcome.TIMED_OUT, hangs ? FileOutcome.TIMED_OUT : FileOutcome.QUARANTINED);
    }
    System.out.printf(
        "%s: %d images, %d worker deaths, %s%n",
        mode, IMAGES, report.workerDeaths(), report.elapsed());
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void nothing_is_lost_although_a_worker_is_killed_every_second(Mode mode) throws Exception {
    // GIVEN poison that acts faster than the killer: a slow death by it would be another's kill
    poisonOneInAHundred(Poison.ABORT, Poison.HANG);

    JobReport report;
    int kills;
    try (var killer = Killer.every(Duration.ofSeconds(1), Sandbox.SEED)) {
      report = run(mode, SHORT_LIMIT);
      kills = killer.kills();
    }

    assertNothingLostAndPoisonNamed(report);
    System.out.printf(
        "%s: %d images, %d kills, %d worker deaths, %s%n",
        mode, IMAGES, kills, report.workerDeaths(), report.elapsed());
  }

  @Test
  void poison_is_harmless_outside_of_experiments() throws Exception {
    poisonOneInAHundred(Poison.values());

    JobReport report = Sandbox.run(box.options(Mode.THREADS).withTimeLimit(LIMIT));

    assertThat(report.complete()).isTrue();
    assertThat(report.done()).isEqualTo(IMAGES);
  }
}
