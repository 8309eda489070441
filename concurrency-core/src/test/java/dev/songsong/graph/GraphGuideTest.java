// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.graph.NodeOutcome.NotStarted;
import dev.songsong.graph.NodeOutcome.Ran;
import dev.songsong.graph.NodeOutcome.Skipped;
import dev.songsong.testkit.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The listings of the guide, compiled and run. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class GraphGuideTest {
  @TempDir Path folder;

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  // START SNIPPET: face
  private static TaskGraph<String> words() {
    return TaskGraph.<String>builder()
        .node("read", context -> "to be or not to be")
        .node("count", context -> context.result("read", String.class).split(" ").length)
        .node("longest", context -> longest(context.result("read", String.class)))
        .node("report", context -> context.result("count") + " words, " + context.result("longest"))
        .after("count", "read")
        .after("longest", "read")
        .after("report", "count", "longest")
        .build();
  }

  private static String runBoth(TaskGraph<String> graph) throws InterruptedException {
    GraphResult<String> here = graph.run(2).orElseThrow();
    try (var pool = ParallelExecutor.processes(2)) {
      GraphResult<String> elsewhere = graph.run(pool).orElseThrow();
      assertThat(elsewhere.value("report", String.class))
          .isEqualTo(here.value("report", String.class));
    }
    return here.value("report", String.class);
  }

  // END SNIPPET: face

  private static String longest(String text) {
    return List.of(text.split(" ")).stream().reduce("", (a, b) -> b.length() > a.length() ? b : a);
  }

  // START SNIPPET: outcomes
  private static String tell(NodeOutcome<String> outcome) {
    return switch (outcome) {
      case Ran<String>(Outcome.Done<Object>(var value)) -> "gave " + value;
      case Ran<String>(var other) -> "ran without success: " + other;
      case Skipped<String>(var culprit) -> "skipped, because " + culprit + " failed";
      case NotStarted<String>() -> "not started, because the run was stopped";
    };
  }

  // END SNIPPET: outcomes

  // START SNIPPET: grow
  private static Object scan(NodeContext<String> context) {
    for (String file : List.of("a.c", "b.c")) {
      context.add("compile " + file, c -> file.replace(".c", ".o"));
      context.after("link", List.of("compile " + file));
    }
    return null;
  }

  // END SNIPPET: grow

  @Test
  void guide_runs_by_threads_and_by_processes() throws Exception {
    assertThat(runBoth(words())).isEqualTo("6 words, not");
  }

  @Test
  void guide_tells_outcomes() throws Exception {
    var graph =
        TaskGraph.<String>builder()
            .node("good", context -> 1)
            .node("bad", context -> Integer.parseInt("six"))
            .node("after bad", NodeContext::key)
            .after("after bad", "bad")
            .build();
    var result = graph.run(1, GraphOptions.DEFAULT.keepGoing());
    assertThat(tell(result.outcome("good"))).isEqualTo("gave 1");
    assertThat(tell(result.outcome("bad"))).contains("ran without success: Failed[error=");
    assertThat(tell(result.outcome("after bad"))).isEqualTo("skipped, because bad failed");
    assertThat(tell(new NotStarted<>())).startsWith("not started");
  }

  @Test
  void guide_grows_while_it_runs() throws Exception {
    var graph =
        TaskGraph.<String>builder()
            .node("scan", GraphGuideTest::scan)
            .node("link", context -> context.result("compile a.c", String.class))
            .after("link", "scan")
            .build();
    assertThat(graph.run(2).value("link", String.class)).isEqualTo("a.o");
  }

  @Test
  void guide_draws_where_the_time_went() throws Exception {
    Path file = folder.resolve("trace.json");
    // START SNIPPET: trace
    var options = GraphOptions.DEFAULT.keepGoing().longestPathFirst().withTimes();
    GraphResult<String> result = words().run(2, options);
    result.writeTrace(file);
    Profile<String> profile = result.profile();
    System.out.println(profile.criticalPath() + " keep " + profile.averageParallelism() + " busy");
    // END SNIPPET: trace
    assertThat(Files.size(file)).isPositive();
    assertThat(profile.criticalPath()).startsWith("read").endsWith("report");
  }
}
