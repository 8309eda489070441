// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.benchmarks.Contest;
import dev.songsong.benchmarks.Figure;
import dev.songsong.benchmarks.Program;
import dev.songsong.benchmarks.Suite;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebSuitesTest {

  @Test
  void web_holds_the_contests_of_every_part() {
    List<Suite> suites = WebSuites.all();
    List<String> titles =
        suites.stream()
            .skip(1)
            .flatMap(suite -> suite.contests().stream())
            .map(Contest::title)
            .toList();

    assertThat(suites.getFirst().name()).isEqualTo("web");
    assertThat(suites.getFirst().contests()).extracting(Contest::title).isEqualTo(titles);
    assertThat(titles).doesNotHaveDuplicates();
  }

  @Test
  void every_bar_beside_a_peer_names_one_that_is_there() {
    for (Contest contest : WebSuites.all().getFirst().contests()) {
      List<String> peers = contest.peers().stream().map(Program::name).toList();
      for (Figure figure : contest.figures()) {
        assertThat(peers).as(figure.title()).containsAll(figure.ratioBars().keySet());
      }
    }
  }
}
