// SPDX-License-Identifier: Apache-2.0
package dev.songsong.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

@Timeout(60)
class ToolConditionTest {
  private static final String MESSAGE =
      "tools: [ffmpeg] not found (expected: on the PATH); install them";

  @Test
  void test_without_its_tool_is_skipped_on_a_laptop() {
    var result = ToolCondition.withoutTools(List.of("ffmpeg"), false);

    assertThat(result.isDisabled()).isTrue();
    assertThat(result.getReason()).contains(MESSAGE);
  }

  @Test
  void test_without_its_tool_fails_in_ci() {
    assertThatThrownBy(() -> ToolCondition.withoutTools(List.of("ffmpeg"), true))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessage(MESSAGE);
  }
}
