// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.songsong.exec.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class JobOptionsTest {
  private static final JobOptions USUAL =
      JobOptions.of(List.of(Path.of("in")), Path.of("out"), Recipe.of());

  @Test
  void wrong_values_are_named_with_their_rule() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> USUAL.withMode(Mode.PROCESSES, 0, 1))
        .withMessage("processes: 0 (expected: >= 1); the number of cores is a usual choice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> USUAL.withMode(Mode.HYBRID, 1, -3))
        .withMessage("threads: -3 (expected: >= 1); the number of cores is a usual choice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> USUAL.withTimeLimit(Duration.ZERO))
        .withMessage("timeLimit: PT0S (expected: > 0); 30s is the usual limit");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> USUAL.withFrames(Duration.ofSeconds(-1)))
        .withMessage("every: PT-1S (expected: > 0); 1s takes a frame a second");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobOptions.of(List.of(), Path.of("out"), Recipe.of()))
        .withMessage("inputs: none (expected: one or more files or folders)");
  }

  @Test
  void each_change_changes_one_thing() {
    assertThat(USUAL.withResume(true).withDuplicates(true).withResume(false).withDuplicates(false))
        .isEqualTo(USUAL);
    assertThat(USUAL.withMode(Mode.HYBRID, 2, 3))
        .isEqualTo(USUAL.withMode(Mode.THREADS, 1, 1).withMode(Mode.HYBRID, 2, 3));
  }
}
