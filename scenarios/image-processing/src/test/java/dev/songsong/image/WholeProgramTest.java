// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.exec.Mode;
import dev.songsong.scenario.FaultResult;
import dev.songsong.scenario.TrialSetup;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a process of its own can show: signals, a full disk, a locale, its own death. */
@Timeout(240)
@ExtendWith(LeakCheck.class)
class WholeProgramTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path root;
  private Sandbox box;

  @BeforeAll
  static void warmUp() {
    Sandbox.warmUp();
  }

  @BeforeEach
  void makeSandbox() {
    box = new Sandbox(root);
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes", "hybrid"})
  @RequiresTool({"env", "kill"})
  void ctrl_c_ends_with_130_leaves_no_partial_file_and_can_be_resumed(String mode)
      throws Exception {
    // GIVEN a program in the midst of its work
    box.images(3000);
    var command =
        ChildJvm.command(
            Main.class, "in", "-o", "out", "--resize", "32", "--lang", "en", "--mode", mode);
    Process program = ChildJvm.startInterruptible(root, command);
    Await.until("some outputs", PATIENCE, () -> box.manifest().size() > 20);

    // Another job in its folder is refused meanwhile.
    assertThatThrownBy(() -> Sandbox.run(box.options(Mode.THREADS)))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("in use by another job");

    // WHEN it gets a Ctrl-C
    new ProcessBuilder("kill", "-INT", String.valueOf(program.pid())).start().waitFor();
    String said = ChildJvm.output(program);

    // THEN it ends at once and in order
    assertThat(program.waitFor()).as(said).isEqualTo(130);
    assertThat(said).contains("interrupted; run again with --resume for the rest");
    assertThat(box.outputs()).noneMatch(name -> name.endsWith(".part"));
    assertThat(box.manifest()).hasSizeLessThan(3000);
    assertThat(box.outputs()).containsAll(box.manifest().keySet());

    var same = Recipe.parse(List.of("orient", "resize=32"));
    JobReport rest =
        Sandbox.run(JobOptions.of(List.of(box.in()), box.out(), same).withResume(true));
    assertThat(rest.complete()).isTrue();
    assertThat(rest.alreadyDone()).isGreaterThan(20);
    assertThat(box.outputs()).hasSize(3000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  @RequiresTool({"unshare", "mount"})
  void full_disk_stops_in_good_order_and_the_job_can_be_resumed(String mode) throws Exception {
    // GIVEN an output disk with room for some of the images
    new SampleFolder(320, 240, Sandbox.SEED).write(box.in(), 60);
    Files.createDirectories(box.out());
    String job =
        "'"
            + String.join(
                "' '",
                ChildJvm.command(Main.class, "in", "-o", "out", "--lang", "en", "--mode", mode))
            + "'";
    String script =
        "mount -t tmpfs -o size=200k none out && { "
            + job
            + "; echo first status $?; find out -name '*.part' | wc -l;"
            + " mount -o remount,size=50m out; "
            + job
            + " --resume; echo second status $?; find out -name 'photo*' | wc -l; }";

    Process program =
        ChildJvm.start(root, Map.of(), List.of("unshare", "-Urm", "sh", "-c", script));
    List<String> said = ChildJvm.output(program).lines().toList();
    program.waitFor();

    assertThat(said).filteredOn(line -> line.startsWith("disk: full at ")).hasSize(1);
    assertThat(said)
        .filteredOn(line -> line.startsWith("disk: full at "))
        .allSatisfy(
            line -> assertThat(line).endsWith("; free some space and run again with --resume"));
    assertThat(said).containsSubsequence("first status 1", "0", "second status 0", "60");
  }

  @Test
  void vietnamese_names_survive_a_locale_that_knows_only_ascii() throws Exception {
    Path image = box.images(1).getFirst();
    Path named = FileNames.resolve(box.in(), "ảnh đẹp.jpg");
    Files.move(image, named);
    var command =
        ChildJvm.command(Main.class, "in", "-o", "out", "--resize=32", "--mode=processes");

    Process program = ChildJvm.start(root, Map.of("LC_ALL", "C"), command);
    String said = ChildJvm.output(program);

    assertThat(program.waitFor()).as(said).isZero();
    assertThat(box.outputs()).containsExactly("ảnh đẹp.jpg");
    assertThat(box.manifest()).containsOnlyKeys("ảnh đẹp.jpg");
  }

  /** The job that a crash ends: a fault experiment in thread mode. */
  static final class ThreadTrial {
    public static void main(String[] args) throws Exception {
      new ImageScenario().prepare(setup(Path.of(args[0]))).provoke("crash");
    }
  }

  private static TrialSetup setup(Path directory) {
    return new TrialSetup(Mode.THREADS, 1, 2, Sandbox.SEED, true, directory);
  }

  @Test
  void in_thread_mode_a_crash_ends_everything_and_the_autopsy_says_so() throws Exception {
    Process program =
        ChildJvm.start(
            root, Map.of(), ChildJvm.command(ThreadTrial.class, root.resolve("trial").toString()));
    String said = ChildJvm.output(program);

    assertThat(program.waitFor()).as(said).isEqualTo(134);
    FaultResult result = new ImageScenario().autopsy(setup(root.resolve("trial")), "crash");
    assertThat(result.survived()).isFalse();
    assertThat(result.named()).isZero();
    assertThat(result.done()).isPositive();
    assertThat(result.done() + result.lost()).isEqualTo(38);
  }

  @Test
  void what_threads_lost_processes_finish() throws Exception {
    // GIVEN a job in threads that a crash has ended
    Path trial = root.resolve("trial");
    Process program =
        ChildJvm.start(root, Map.of(), ChildJvm.command(ThreadTrial.class, trial.toString()));
    ChildJvm.output(program);
    program.waitFor();

    // WHEN processes resume it
    var folder = PoisonedFolder.of(setup(trial), "crash");
    var options =
        JobOptions.of(List.of(folder.input()), folder.output(), Recipe.parse(List.of("resize=200")))
            .withMode(Mode.PROCESSES, 2, 1)
            .withResume(true);
    JobReport report = ImageJob.withPoison(options).run(JobListener.NONE);

    // THEN nothing is missing but the two culprits, and they are named
    assertThat(report.troubles())
        .extracting(ManifestEntry::outcome)
        .containsExactly(FileOutcome.QUARANTINED, FileOutcome.QUARANTINED);
    FaultResult result = folder.result(true);
    assertThat(result.lost()).isZero();
    assertThat(result.named()).isEqualTo(2);
  }

  @Test
  void scenario_gives_the_same_digest_in_every_mode() throws Exception {
    String threads = digest(Mode.THREADS);

    assertThat(digest(Mode.PROCESSES)).isEqualTo(threads).matches("[0-9a-f]{64}");
    assertThat(digest(Mode.HYBRID)).isEqualTo(threads);
  }

  private String digest(Mode mode) throws Exception {
    var setup = new TrialSetup(mode, 2, 2, Sandbox.SEED, true, root.resolve(mode.name()));
    try (var trial = new ImageScenario().prepare(setup)) {
      var work = trial.run();
      assertThat(work.items()).isEqualTo(work.latenciesNanos().length).isPositive();
      assertThat(work.startup()).isPositive();
      return work.digest();
    } catch (IOException e) {
      throw new AssertionError(mode + ": " + e, e);
    }
  }
}
