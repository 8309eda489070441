// SPDX-License-Identifier: Apache-2.0
package dev.songsong.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.BrokenLengthFuzz;
import dev.songsong.exec.BrokenWireFuzz;
import dev.songsong.exec.FrameChannelFuzz;
import dev.songsong.exec.GreetingFuzz;
import dev.songsong.exec.HubFuzz;
import dev.songsong.exec.LambdaFormFuzz;
import dev.songsong.exec.RingChannelFuzz;
import dev.songsong.exec.WireFuzz;
import dev.songsong.image.HeaderReaderFuzz;
import dev.songsong.memory.SharedFileFuzz;
import dev.songsong.process.CommandResult;
import dev.songsong.process.LineSplitterFuzz;
import dev.songsong.spmd.JoinWireFuzz;
import dev.songsong.spmd.PeerFuzz;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.RequestHeadFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jazzer feeds the decoders bytes that it makes from good ones, led by the branches they reach. A
 * target is a class with {@code seeds()} and {@code fuzzerTestOneInput(byte[])}.
 *
 * <p>What it finds lies in {@code target/fuzz/NAME}: the bytes, and a program that feeds them
 * again.
 */
@Timeout(value = 5, unit = TimeUnit.HOURS)
@ExtendWith(LeakCheck.class)
class FuzzTest {
  private static final int FOUND = 77;

  @ParameterizedTest
  @ValueSource(
      classes = {
        FrameChannelFuzz.class,
        WireFuzz.class,
        GreetingFuzz.class,
        HubFuzz.class,
        LambdaFormFuzz.class,
        RingChannelFuzz.class,
        LineSplitterFuzz.class,
        JoinWireFuzz.class,
        PeerFuzz.class,
        SharedFileFuzz.class,
        HeaderReaderFuzz.class,
        RequestHeadFuzz.class
      })
  void no_bytes_give_anything_but_a_clear_answer(Class<?> target) throws Exception {
    CommandResult run = jazzer(target);
    assertThat(run.exitCode()).as(run.stdout().text()).hasValue(0);
    assertThat(run.stdout().text()).containsPattern("Done \\d+ runs in \\d+ second");
  }

  @ParameterizedTest
  @ValueSource(classes = {BrokenLengthFuzz.class, BrokenWireFuzz.class})
  void a_broken_decoder_is_caught(Class<?> target) throws Exception {
    CommandResult run = jazzer(target);
    assertThat(run.exitCode()).as(run.stdout().text()).hasValue(FOUND);
    assertThat(run.stdout().text()).contains("== Java Exception: ");
    assertThat(folder(target)).isDirectoryContaining("glob:**/crash-*");
  }

  private static CommandResult jazzer(Class<?> target) throws Exception {
    Path folder = folder(target);
    Path seeds = Files.createDirectories(folder.resolve("seeds"));
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    write(target, seeds);
    int seed = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    return ChildJvm.run(
        "com.code_intelligence.jazzer.Jazzer",
        List.of(
            "--target_class=" + target.getName(),
            "--instrumentation_includes=dev.songsong.**",
            "--reproducer_path=" + folder,
            "-artifact_prefix=" + folder + "/",
            "-seed=" + seed,
            "-max_total_time=" + Effort.now().fuzzing().toSeconds(),
            // One input that takes longer, hangs.
            "-timeout=20",
            "-rss_limit_mb=3000",
            corpus.toString(),
            seeds.toString()));
  }

  private static Path folder(Class<?> target) {
    return ChildJvm.TARGET.resolve("fuzz").resolve(target.getSimpleName());
  }

  private static void write(Class<?> target, Path folder)
      throws IOException, ReflectiveOperationException {
    int number = 0;
    for (Object seed : (List<?>) target.getMethod("seeds").invoke(null)) {
      Files.write(folder.resolve("seed-" + number++), (byte[]) seed);
    }
  }
}
