// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(LeakCheck.class)
class SideBySideTest {
  private static final List<Figure> FIGURES =
      List.of(Figure.time("TIME", "a time", "s"), Figure.rate("RATE", "a rate", "1/s"));
  private static final Program OURS = toy("songsong", "42", "2", "30");

  private final List<String> said = new ArrayList<>();

  private static Program toy(String name, String... words) {
    return Program.java(name, ToyProgram.class, words);
  }

  private List<Row> rows(Program ours, Program... peers) throws InterruptedException {
    var contest = new Contest("Toys", ours, List.of(peers), FIGURES, Map.of("sum", "42"));
    var suite = new Suite("toys", "for tests", List.of(contest));
    return new SideBySide(Effort.QUICK, said::add).run(suite);
  }

  @Test
  void two_programs_make_a_row_for_each_figure_both_measure() throws Exception {
    List<Row> rows = rows(OURS, toy("peer", "42", "6", "10"));

    assertThat(rows).extracting(Row::name).containsExactly("a time", "a rate");
    assertThat(rows).extracting(Row::ours).containsExactly(2.0, 30.0);
    assertThat(rows).extracting(Row::peer).containsOnly(Optional.of("peer"));
    assertThat(rows)
        .extracting(Row::peerValue)
        .containsExactly(Optional.of(6.0), Optional.of(10.0));
    assertThat(rows).extracting(Row::ratio).containsOnly(Optional.of(3.0));
    assertThat(rows).extracting(Row::finding).containsOnly(Row.Finding.BETTER);
    assertThat(said).containsExactly("Toys", "  round 1 of 2", "  round 2 of 2");
  }

  @Test
  void quick_run_leaves_out_what_would_take_long() throws Exception {
    Program slow = toy("slow", "42", "6", "10").notInQuick();
    var contest = new Contest("Toys", OURS, List.of(slow), FIGURES, Map.of("sum", "42"));
    var suite = new Suite("toys", "", List.of(contest.withRounds(1, 2), contest.withRounds(0, 2)));

    List<Row> rows = new SideBySide(Effort.QUICK, said::add).run(suite);

    assertThat(rows).hasSize(2).allMatch(row -> row.peer().isEmpty());
    assertThat(said)
        .containsExactly(
            "Toys",
            "  slow: left out of a quick run",
            "  round 1 of 1",
            "Toys: left out of a quick run");
  }

  @Test
  void row_says_whether_its_bars_are_reached() throws Exception {
    var figures =
        List.of(
            FIGURES.getFirst().withBar(1).withBarBeside("peer", 2),
            FIGURES.getLast().withBarBeside("another", 2));
    var contest =
        new Contest(
            "Toys", OURS, List.of(toy("peer", "42", "6", "10")), figures, Map.of("sum", "42"));

    List<Row> rows =
        new SideBySide(Effort.QUICK, said::add).run(new Suite("toys", "", List.of(contest)));

    assertThat(rows.getFirst().bars())
        .extracting(bar -> bar.words("s"))
        .containsExactly("at least ×2 met", "at most 1 s missed");
    assertThat(rows.getLast().bars()).isEmpty();
  }

  @Test
  void figure_that_no_peer_measures_is_shown_alone() throws Exception {
    List<Row> rows = rows(OURS, toy("peer", "42", "6"));

    assertThat(rows.get(1).ours()).isEqualTo(30);
    assertThat(rows.get(1).peer()).isEmpty();
    assertThat(rows.get(1).ratio()).isEmpty();
    assertThat(rows.get(1).finding()).isEqualTo(Row.Finding.NO_DIFFERENCE);
  }

  @Test
  void missing_peer_is_left_out_with_a_line_that_says_what_to_install() throws Exception {
    Program missing =
        Program.script(
            "abacus", "abacus-utils", List.of("no-such-abacus"), ToyProgram.class, "toy.txt");

    List<Row> rows = rows(OURS, missing);

    assertThat(rows).hasSize(2).allMatch(row -> row.peer().isEmpty());
    assertThat(said).contains("  abacus: not measured; install abacus-utils");
  }

  @Test
  void missing_compiler_is_reported_like_a_missing_program() throws Exception {
    Program missing =
        Program.compiled(
            "slide rule",
            "slide-rule-dev",
            List.of("no-such-compiler"),
            List.of(),
            List.of(),
            ToyProgram.class,
            "toy.txt");

    rows(OURS, missing);

    assertThat(said).contains("  slide rule: not measured; install slide-rule-dev");
  }

  @Test
  void source_that_can_not_be_compiled_is_reported_with_the_first_error() throws Exception {
    Program broken =
        Program.compiled(
            "slide rule",
            "slide-rule-dev",
            List.of("sh", "-c", "echo 'toy.txt:1: error: no rule.h' >&2; exit 1"),
            List.of(),
            List.of(),
            ToyProgram.class,
            "toy.txt");

    rows(OURS, broken);

    assertThat(said)
        .contains(
            "  slide rule: not measured; install slide-rule-dev (toy.txt:1: error: no rule.h)");
  }

  @Test
  void peer_with_a_wrong_answer_is_refused_before_anything_is_timed() throws Exception {
    List<Row> rows = rows(OURS, toy("liar", "41", "1", "1000"));

    assertThat(rows).allMatch(row -> row.peer().isEmpty());
    assertThat(said)
        .containsSubsequence("  liar: refused; answer sum: 41 (expected: 42)", "  round 1 of 2");
  }

  @Test
  void peer_that_fails_while_it_measures_is_refused() throws Exception {
    List<Row> rows = rows(OURS, toy("weak", "42", "fails"));

    assertThat(rows).allMatch(row -> row.peer().isEmpty());
    assertThat(said)
        .anyMatch(line ->
            line.startsWith("  weak: refused; ")
                && line.contains("exit 3")
                && line.endsWith("out of luck"));
  }

  @Test
  void figure_that_is_no_number_is_refused() throws Exception {
    rows(OURS, toy("vague", "42", "fast"));

    assertThat(said).contains("  vague: refused; TIME: fast (expected: a number above 0)");
  }

  @Test
  void our_own_wrong_answer_ends_the_run() {
    assertThatThrownBy(() -> rows(toy("songsong", "43", "1", "1")))
        .isInstanceOf(BenchmarkException.class)
        .hasMessage("answer sum: 43 (expected: 42)");
  }

  @Test
  void our_own_failure_ends_the_run() {
    assertThatThrownBy(() -> rows(toy("songsong", "42", "fails")))
        .isInstanceOf(BenchmarkException.class)
        .hasMessageContaining("exit 3")
        .hasMessageContaining("out of luck");
  }

  @Test
  void our_own_missing_figure_ends_the_run() {
    assertThatThrownBy(() -> rows(toy("songsong", "42", "1")))
        .isInstanceOf(BenchmarkException.class)
        .hasMessage("songsong: no figure RATE (expected: one in each run)");
  }
}
