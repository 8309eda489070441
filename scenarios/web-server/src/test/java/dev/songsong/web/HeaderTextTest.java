// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a response's headers can't be: whatever would end them, or come changed. */
@Timeout(60)
class HeaderTextTest {
  private static final Response ANSWER = Response.of(200);

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nset-cookie: b", "a\nb", "a\rb", "a\0b", "a\u007fb", "a\u001bb"})
  void control_characters_are_refused(String value) {
    assertRefused(value, "no control characters");
    assertThatThrownBy(() -> Response.bytes("text/plain;" + value, new byte[0]))
        .hasMessageEndingWith(" (expected: no control characters)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"đường", "\u010a", "\ud83d\ude00"})
  void characters_that_would_be_cut_to_a_byte_are_refused(String value) {
    assertRefused(value, "no character beyond U+00FF; encode it as the header's RFC says");
  }

  @ParameterizedTest
  @ValueSource(strings = {" a", "a ", "\ta", "a\t"})
  void white_space_at_the_ends_is_refused(String value) {
    assertRefused(value, "no white space at its ends");
  }

  private static void assertRefused(String value, String rule) {
    assertThatThrownBy(() -> ANSWER.withHeader("X-Name", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("header X-Name: " + value.strip() + " (expected: " + rule + ")");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "tên", "a\r\n", ":status"})
  void a_name_is_a_token(String name) {
    assertThatThrownBy(() -> ANSWER.withHeader(name, "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("header name: " + name + " (expected: a token of RFC 9110, section 5.6.2)");
  }

  @Test
  void what_is_left_goes_as_it_is() {
    for (String value : List.of("", "a\tb", "é", "~!\"(),/:;<=>?@[]{}")) {
      assertThat(ANSWER.withHeader("X-Name", value).headers()).containsExactly("x-name", value);
    }
  }
}
