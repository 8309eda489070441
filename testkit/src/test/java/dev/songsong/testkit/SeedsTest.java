// SPDX-License-Identifier: Apache-2.0
package dev.songsong.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

@Timeout(60)
class SeedsTest {

  /** Run by the engine kit only. */
  @ExtendWith(Seeds.class)
  static class Unlucky {
    @Test
    void fails(Random random) {
      throw new AssertionError(Long.toString(random.nextLong()));
    }
  }

  private static Throwable failure() {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(Unlucky.class))
        .execute()
        .testEvents()
        .failed()
        .stream()
        .flatMap(
            event -> event.getRequiredPayload(TestExecutionResult.class).getThrowable().stream())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void failure_shows_the_seed_that_brings_it_back() {
    Throwable failure = failure();

    String note = List.of(failure.getSuppressed()).getFirst().getMessage();
    assertThat(note).matches("seed: (-?\\d+) \\(run again with -Dsongsong.seed=\\1\\)");
    long seed = Long.parseLong(note.replaceAll("seed: (-?\\d+) .*", "$1"));
    assertThat(failure).hasMessage(Long.toString(new Random(seed).nextLong()));
  }

  @Test
  void property_fixes_the_seed() {
    System.setProperty(Seeds.PROPERTY, "42");
    try {
      assertThat(failure()).hasMessage(Long.toString(new Random(42).nextLong()));
    } finally {
      System.clearProperty(Seeds.PROPERTY);
    }
  }
}
