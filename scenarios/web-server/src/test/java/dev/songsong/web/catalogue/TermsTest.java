// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class TermsTest {
  @Test
  void words_lose_case_and_accents_composed_or_not() {
    assertThat(Terms.words("Nguyễn Nhật Ánh")).containsExactly("nguyen", "nhat", "anh");
    assertThat(Terms.words("Nguye\u0302\u0303n")).containsExactly("nguyen");
    assertThat(Terms.words("ĐƯỜNG đi")).containsExactly("duong", "di");
    assertThat(Terms.words("  --  ")).isEmpty();
    assertThat(Terms.words("Tập 3: «Huế»")).containsExactly("tap", "3", "hue");
    assertThat(Terms.words("紅樓夢 Война")).containsExactly("紅樓夢", "воина");
  }

  @Test
  void book_is_found_by_title_authors_isbn_and_tags() {
    var book =
        new Book(
            "Số đỏ", List.of("Vũ A", "Lê"), 1, 1, Optional.of("9786041004757"), List.of("hay"));

    assertThat(Terms.of(book))
        .containsExactly("#hay", "9786041004757", "a", "do", "le", "so", "vu");
  }
}
