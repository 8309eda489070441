// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.lab.Table.Group;
import dev.songsong.lab.Table.Row;
import java.text.Normalizer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class TableTest {
  private static List<String> lines(int width, boolean bold, Row... rows) {
    return new Table(List.of(new Group("T", List.of(rows)))).lines(width, bold);
  }

  @Test
  void values_start_in_one_column() {
    assertThat(lines(80, false, new Row("a", "1"), new Row("longer", "2")))
        .containsExactly("T", "  a       1", "  longer  2");
  }

  @Test
  void accents_take_no_column_however_they_are_encoded() {
    String composed = "Bộ xử lý";
    String decomposed = Normalizer.normalize(composed, Normalizer.Form.NFD);

    assertThat(decomposed.length()).isGreaterThan(composed.length());
    assertThat(Table.width(composed)).isEqualTo(8);
    assertThat(Table.width(decomposed)).isEqualTo(8);
  }

  @Test
  void long_values_go_on_below_their_own_beginning() {
    assertThat(lines(30, false, new Row("ab", "one two three four five six seven")))
        .containsExactly("T", "  ab  one two three four five", "      six seven");
  }

  @Test
  void lines_of_a_value_stay_apart_and_a_row_without_label_takes_the_whole_width() {
    assertThat(lines(80, false, new Row("label", "x\ny"), new Row("", "a sentence")))
        .containsExactly("T", "  label  x", "         y", "  a sentence");
  }

  @Test
  void titles_are_bold_only_on_request() {
    assertThat(lines(80, true, new Row("a", "1")).getFirst()).isEqualTo("\u001b[1mT\u001b[0m");
  }
}
