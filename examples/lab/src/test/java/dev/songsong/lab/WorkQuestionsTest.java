// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.advice.WorkProfile;
import dev.songsong.command.Language;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class WorkQuestionsTest {
  private final StringWriter asked = new StringWriter();

  private WorkProfile answered(Language language, String answers) throws IOException {
    return new WorkQuestions(
            new BufferedReader(new StringReader(answers)),
            new PrintWriter(asked),
            new AdviseTexts(language))
        .ask();
  }

  @Test
  void nothing_but_enter_is_the_usual_work() throws IOException {
    assertThat(answered(Language.EN, "\n".repeat(10))).isEqualTo(WorkProfile.DEFAULT);
    assertThat(answered(Language.EN, "")).isEqualTo(WorkProfile.DEFAULT);
  }

  @Test
  void answers_are_read_in_order() throws IOException {
    WorkProfile work = answered(Language.VI, "0.2\n5ms\n1MB\n64KB\ny\ncó\nkhông\nn\n2g\n3s\n");

    assertThat(work)
        .isEqualTo(
            new WorkProfile(
                0.2,
                Duration.ofMillis(5),
                1 << 20,
                64 << 10,
                true,
                true,
                false,
                false,
                2L << 30,
                Duration.ofSeconds(3)));
    assertThat(asked.toString()).contains("Một tác vụ mất bao lâu? [10ms]");
  }

  @Test
  void what_can_not_be_read_is_asked_again_with_the_rule() throws IOException {
    WorkProfile work =
        answered(Language.EN, "2\n0.5\n-1s\nsoon\n20us\n1 MiB\n99999999999t\n3\nmaybe\nn\n");

    assertThat(work.cpuShare()).isEqualTo(0.5);
    assertThat(work.taskTime()).isEqualTo(Duration.ofNanos(20_000));
    assertThat(work.bytesIn()).isEqualTo(1 << 20);
    assertThat(work.bytesOut()).isEqualTo(3);
    assertThat(asked.toString())
        .contains("2 (expected: a number from 0 to 1)")
        .contains("-1s (expected: a time above 0 such as 5ms, 90s or 1h30m)")
        .contains("99999999999t (expected: a size such as 512, 64KB, 1MB or 2g)")
        .contains("maybe (expected: y or n)");
  }
}
