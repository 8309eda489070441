// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.Mode;
import dev.songsong.scenario.Scenario;
import dev.songsong.scenario.ScenarioCommand;
import dev.songsong.scenario.TrialSetup;
import dev.songsong.scenario.Work;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.WebServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@ExtendWith(LeakCheck.class)
class WebScenarioTest {
  private static final long SEED = 42;

  @TempDir Path root;

  @BeforeAll
  static void warmUp(@TempDir Path other) {
    SqliteCatalogue.open(other.resolve("warm.db"), false, 1).close();
  }

  private TrialSetup setup(Mode mode, long seed) {
    return new TrialSetup(mode, 2, 2, seed, true, root.resolve(mode + "-" + seed));
  }

  private Work run(Mode mode, long seed) throws Exception {
    try (var trial = new WebScenario().prepare(setup(mode, seed))) {
      return trial.run();
    }
  }

  @Test
  void digest_is_equal_in_every_mode_and_another_for_another_seed() throws Exception {
    Work threads = run(Mode.THREADS, SEED);

    assertThat(threads.digest()).matches("[0-9a-f]{64}");
    assertThat(threads.items()).isEqualTo(threads.latenciesNanos().length).isEqualTo(4_000);
    assertThat(threads.startup()).isPositive();
    assertThat(threads.elapsed()).isPositive();
    assertThat(run(Mode.PROCESSES, SEED).digest()).isEqualTo(threads.digest());
    assertThat(run(Mode.HYBRID, SEED).digest()).isEqualTo(threads.digest());
    assertThat(run(Mode.THREADS, SEED + 1).digest()).isNotEqualTo(threads.digest());
  }

  @Test
  void visitors_see_every_kind_of_answer() throws Exception {
    try (var server = WebServer.start(CatalogueApp.inHeap(0));
        var caller = Caller.connect(server.address(), Duration.ofSeconds(10))) {
      var visitor = new Visitor(0, SEED);
      var statuses = new TreeSet<Integer>();
      for (int i = 0; i < 1_000; i++) {
        statuses.add(visitor.ask(caller).status());
      }
      assertThat(statuses).containsExactly(200, 201, 204, 304, 400, 404, 412, 422, 428);
    }
  }

  @Test
  void lab_finds_the_problem_and_its_command() {
    assertThat(ServiceLoader.load(Scenario.class))
        .filteredOn(scenario -> scenario.name().equals("web-server"))
        .singleElement()
        .satisfies(scenario -> {
          assertThat(scenario.number()).isEqualTo(1);
          assertThat(scenario.unit()).isEqualTo("requests");
          assertThat(scenario.faults()).containsExactly("crash", "leak", "spin");
        });
    assertThat(ServiceLoader.load(ScenarioCommand.class))
        .anyMatch(command -> command.name().equals("web-server"));
  }
}
