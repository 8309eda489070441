// SPDX-License-Identifier: Apache-2.0
package dev.songsong.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.machine.Machine;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the site shows. */
@Timeout(60)
class AdviceExampleTest {

  @Test
  void thumbnails_of_strangers_pictures_get_processes() {
    Costs costs = Costs.NONE;
    // START SNIPPET: advice
    WorkProfile thumbnails =
        WorkProfile.builder()
            .taskTime(Duration.ofMillis(80))
            .bytes(4 << 20, 200 << 10)
            .nativeCode(true)
            .untrusted(true)
            .build();
    Advice advice = Advice.of(thumbnails, Machine.probe(), costs); // costs = Costs.measure()
    System.out.println(advice.code()); // such as ParallelExecutor.processes(4)
    // END SNIPPET: advice
    assertThat(advice.mode().usesProcesses()).isTrue();
  }
}
