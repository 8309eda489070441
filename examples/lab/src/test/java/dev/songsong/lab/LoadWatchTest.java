// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.command.Language;
import dev.songsong.hardware.Load;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class LoadWatchTest {
  private static final long GIB = 1L << 30;
  private static final Load HALF =
      new Load(List.of(0.0, 1.0), GIB, 4 * GIB, Laptops.ofTheNotes().gpus());

  private final StringWriter written = new StringWriter();

  private LoadWatch watch(boolean inPlace) {
    return new LoadWatch(new PrintWriter(written), inPlace, _ -> List.of("a", "b"));
  }

  private List<String> lines() {
    return written.toString().lines().toList();
  }

  @Test
  void plain_output_is_one_measurement_after_another() {
    watch(false).run(() -> HALF, 2, () -> true);

    assertThat(lines()).containsExactly("a", "b", "a", "b");
  }

  @Test
  void terminal_output_goes_back_up_over_the_measurement_before() {
    watch(true).run(() -> HALF, 2, () -> true);

    assertThat(lines())
        .containsExactly("a\u001b[K", "b\u001b[K", "\u001b[2Aa\u001b[K", "b\u001b[K");
  }

  @Test
  void without_a_count_it_goes_on_until_the_pause_says_no() {
    var pauses = new AtomicInteger();

    watch(false).run(() -> HALF, 0, () -> pauses.incrementAndGet() <= 3);

    assertThat(lines()).containsExactly("a", "b", "a", "b", "a", "b", "");
  }

  @Test
  void picture_has_a_bar_for_each_core_and_fits_the_width() {
    assertThat(new LoadText(Language.EN, 72).picture(HALF))
        .containsExactly(
            "CPU    50 %  [############............]",
            "  0     0 %  [........................]",
            "  1   100 %  [########################]",
            "RAM    25 %  [######..................]  1 GiB / 4 GiB",
            "GPU     0 %  [........................]  0 B / 6 GiB  NVIDIA GeForce RT…");
  }

  @Test
  void many_cores_share_lines() {
    var load = new Load(Collections.nCopies(32, 0.07), GIB, 4 * GIB, List.of());

    List<String> picture = new LoadText(Language.EN, 80).picture(load);

    assertThat(picture).hasSize(8).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
    assertThat(picture.get(1)).startsWith("    0   7 %     1   7 %");
  }

  @Test
  void line_for_logs_has_the_same_numbers() {
    assertThat(new LoadText(Language.EN, 80).line(HALF))
        .isEqualTo("CPU 50 %  [0 100]  RAM 1 GiB / 4 GiB  GPU 0 % 0 B / 6 GiB");
  }
}
