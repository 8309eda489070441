// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(120)
@ExtendWith(LeakCheck.class)
class MicroBenchmarksTest {

  @Test
  void every_benchmark_runs() throws Exception {
    assertThat(MicroBenchmarks.smoke()).isGreaterThanOrEqualTo(12);
  }
}
