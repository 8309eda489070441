// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.benchmarks.Contest;
import dev.songsong.benchmarks.Suite;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SuitesTest {

  @Test
  void core_holds_the_contests_of_every_part() {
    List<Suite> suites = Suites.all();
    List<String> titles =
        suites.stream()
            .skip(1)
            .flatMap(suite -> suite.contests().stream())
            .map(Contest::title)
            .toList();

    assertThat(suites.getFirst().name()).isEqualTo("core");
    assertThat(suites.getFirst().contests()).extracting(Contest::title).isEqualTo(titles);
    assertThat(new HashSet<>(titles)).hasSameSizeAs(titles);
  }

  @Test
  void suites_are_found_by_name() {
    assertThat(Suites.named("exec"))
        .hasValueSatisfying(suite -> assertThat(suite.contests()).hasSize(1));
    assertThat(Suites.named("nothing")).isEmpty();
  }
}
