// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.hardware.Programs.Ended;
import dev.songsong.hardware.Programs.Hung;
import dev.songsong.hardware.Programs.Interrupted;
import dev.songsong.hardware.Programs.Missing;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(30)
@RequiresTool({"sh", "sleep"})
@ExtendWith(LeakCheck.class)
class CommandProgramsTest {
  private final Programs programs = new CommandPrograms();

  @Test
  void both_streams_and_the_status_come_back() {
    assertThat(programs.run(List.of("sh", "-c", "echo out; echo err >&2; exit 9")))
        .isEqualTo(new Ended(9, "out\nerr\n"));
  }

  @Test
  void missing_program_is_missing() {
    assertThat(programs.run(List.of("no-such-program-anywhere"))).isEqualTo(new Missing());
  }

  @Test
  void program_that_does_not_answer_is_ended() {
    var limit = Duration.ofMillis(200);

    assertThat(new CommandPrograms(limit, Duration.ofSeconds(20)).run(List.of("sleep", "60")))
        .isEqualTo(new Hung(limit));
  }

  @Test
  void interrupted_caller_gets_its_flag_back() {
    Thread.currentThread().interrupt();

    assertThat(programs.run(List.of("sleep", "60"))).isEqualTo(new Interrupted());
    assertThat(Thread.interrupted()).isTrue();
  }
}
