// SPDX-License-Identifier: Apache-2.0
package dev.songsong.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.process.CommandResult;
import dev.songsong.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * jcstress lets two threads meet millions of times on the real processor, and counts what they saw.
 * The tests are the classes {@code *Stress}; their names say which are broken.
 */
@Timeout(value = 5, unit = TimeUnit.HOURS)
@ExtendWith(LeakCheck.class)
class StressTest {
  private static final int ATTEMPTS = 5;
  private static final List<String> BROKEN = List.of("FlagFirst", "FlagsForALock", "GetThenSet");
  private static final Pattern FAILED =
      Pattern.compile("\\[FAILED] dev\\.songsong\\.memory\\.BrokenAccessStress\\.(\\w+)");
  private static final Pattern SUMMARY =
      Pattern.compile(
          "(\\d+) planned; (\\d+) passed, (\\d+) failed, (\\d+) soft errs, (\\d+) hard errs");

  @Test
  void no_forbidden_result_is_seen() throws InterruptedException {
    CommandResult run = jcstress("sound", "^dev\\.songsong\\.(?!.*Broken).*");
    MatchResult summary = summary(run);
    assertThat(summary.group(2)).as(run.stdout().text()).isEqualTo(summary.group(1));
    assertThat(Integer.parseInt(summary.group(1))).isGreaterThan(9);
    assertThat(run.exitCode()).hasValue(0);
  }

  /** What is seen is left to chance, and on a busy machine the actors may hardly meet. */
  @Test
  void each_broken_twin_shows_its_forbidden_result() throws InterruptedException {
    var shown = new TreeSet<String>();
    for (int attempt = 1; attempt <= ATTEMPTS && shown.size() < BROKEN.size(); attempt++) {
      CommandResult run = jcstress("broken", "^dev\\.songsong\\..*Broken.*");
      FAILED.matcher(run.stdout().text()).results().forEach(found -> shown.add(found.group(1)));
    }
    assertThat(shown).containsExactlyElementsOf(BROKEN);
  }

  private static CommandResult jcstress(String name, String tests) throws InterruptedException {
    var arguments =
        new ArrayList<>(List.of("-t", tests, "-strideSize", "256", "-strideCount", "40"));
    arguments.addAll(List.of(Effort.now().stress()));
    arguments.addAll(List.of("-r", ChildJvm.TARGET.resolve("jcstress").resolve(name).toString()));
    return ChildJvm.run("org.openjdk.jcstress.Main", arguments);
  }

  private static MatchResult summary(CommandResult run) {
    return SUMMARY
        .matcher(run.stdout().text())
        .results()
        .reduce((earlier, later) -> later)
        .orElseThrow(() -> new AssertionError(run.stdout().text()));
  }
}
