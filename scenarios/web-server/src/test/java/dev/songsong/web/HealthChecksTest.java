// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.HealthChecks.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(30)
@ExtendWith(LeakCheck.class)
final class HealthChecksTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void each_check_says_up_down_or_what_was_thrown() throws Exception {
    try (var checks = new HealthChecks()) {
      checks.add("good", () -> true);
      checks.add("bad", () -> false);
      checks.add(
          "thrown",
          () -> {
            throw new IOException("disk: gone");
          });
      checks.add(
          "error",
          () -> {
            throw new AssertionError("a rule");
          });

      assertThat(checks.ask(LONG))
          .containsEntry("good", Result.UP)
          .containsEntry("bad", Result.down(""))
          .containsEntry("thrown", Result.down("java.io.IOException: disk: gone"))
          .containsEntry("error", Result.down("java.lang.AssertionError: a rule"));
    }
  }

  @Test
  void a_check_that_hangs_is_down_and_is_not_begun_again() throws Exception {
    var go = new CountDownLatch(1);
    var begun = new AtomicInteger();
    try (var checks = new HealthChecks()) {
      checks.add(
          "stuck",
          () -> {
            begun.incrementAndGet();
            go.await();
            return true;
          });
      checks.add("good", () -> true);

      for (int i = 0; i < 3; i++) {
        // Long enough for the other on a busy machine too.
        assertThat(checks.ask(Duration.ofSeconds(2)))
            .containsEntry("stuck", Result.down("no answer (expected: within 2000 ms)"))
            .containsEntry("good", Result.UP);
      }
      assertThat(begun).hasValue(1);

      go.countDown();
      assertThat(checks.ask(LONG)).containsEntry("stuck", Result.UP);
    }
  }

  @Test
  void closing_interrupts_what_hangs() throws Exception {
    var interrupted = new CountDownLatch(1);
    try (var checks = new HealthChecks()) {
      checks.add(
          "stuck",
          () -> {
            try {
              new CountDownLatch(1).await();
            } finally {
              interrupted.countDown();
            }
            return true;
          });
      checks.ask(Duration.ofMillis(50));
    }
    interrupted.await();
  }

  @Test
  void names_are_there_and_unique() {
    try (var checks = new HealthChecks()) {
      checks.add("database", () -> true);

      assertThatThrownBy(() -> checks.add("database", () -> true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("health: database (expected: not there yet)");
      assertThatThrownBy(() -> checks.add(" ", () -> true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("health: no name (expected: such as database)");
    }
  }
}
