// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.machine.Warning.Cause;
import dev.songsong.machine.WorkerAdvice.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class HardwareTextsTest {
  private static final Pattern PLACE = Pattern.compile("\\{\\d}");

  private final Properties english = load("hardware.properties");
  private final Properties vietnamese = load("hardware_vi.properties");

  @Test
  void every_english_text_is_there_in_vietnamese_with_the_same_places() {
    assertThat(vietnamese.stringPropertyNames()).containsAll(english.stringPropertyNames());
    for (String key : english.stringPropertyNames()) {
      assertThat(places(vietnamese, key)).as(key).isEqualTo(places(english, key));
    }
  }

  @Test
  void vietnamese_has_a_sentence_for_each_reason_and_warning_and_nothing_else_of_its_own() {
    var own =
        vietnamese.stringPropertyNames().stream().filter(key -> !english.containsKey(key)).toList();

    var expected =
        Stream.concat(
                Stream.of(Reason.values()).map(reason -> "reason." + reason),
                Stream.of(Cause.values()).map(cause -> "warning." + cause))
            .toList();
    assertThat(own).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static Set<String> places(Properties texts, String key) {
    return PLACE
        .matcher(texts.getProperty(key))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }

  private static Properties load(String name) {
    var texts = new Properties();
    try (InputStream stream = HardwareTextsTest.class.getResourceAsStream(name)) {
      texts.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
    return texts;
  }
}
