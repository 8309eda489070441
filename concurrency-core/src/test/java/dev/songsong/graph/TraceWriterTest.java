// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.ParallelExecutor;
import dev.songsong.testkit.LeakCheck;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The trace and the measured profile; the JSON is read back by a parser of repute. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class TraceWriterTest {
  private static final GraphOptions TIMED = GraphOptions.DEFAULT.keepGoing().withTimes();
  private static final String ODD =
      "quote \" backslash \\ line\n tab\t nul\0 việc \uD83D\uDE80 \uD800";

  /** Longer than the other nodes take though the machine is busy. */
  private static final int LONG_MILLIS = 500;

  @TempDir Path folder;

  private JsonNode trace(GraphResult<String> result) throws Exception {
    Path file = folder.resolve("trace.json");
    result.writeTrace(file);
    return JsonMapper.shared().readTree(file.toFile()).get("traceEvents");
  }

  @Test
  void any_name_survives_a_json_parser() throws Exception {
    var graph = TaskGraph.<String>builder().node(ODD, NodeContext::key).build();
    JsonNode events = trace(graph.run(1, TIMED));
    assertThat(events.size()).isEqualTo(1);
    assertThat(events.get(0).get("name").asString()).isEqualTo(ODD);
    assertThat(events.get(0).get("ph").asString()).isEqualTo("X");
  }

  @Test
  void each_node_that_ran_is_an_event_and_none_overlap_in_a_row() throws Exception {
    var both = new CountDownLatch(2);
    NodeWork<String> meet =
        context -> {
          both.countDown();
          both.await();
          return null;
        };
    var graph =
        TaskGraph.<String>builder()
            .node("a", meet)
            .node("b", meet)
            .node(
                "bad",
                context -> {
                  throw new IllegalStateException("no");
                })
            .node("skipped", NodeContext::key)
            .after("bad", "a", "b")
            .after("skipped", "bad")
            .build();
    JsonNode events = trace(graph.run(2, TIMED));
    Map<String, JsonNode> byName = new HashMap<>();
    events.forEach(event -> byName.put(event.get("name").asString(), event));
    assertThat(byName.keySet()).containsExactlyInAnyOrder("a", "b", "bad");
    assertThat(byName.get("a").get("tid").asInt()).isNotEqualTo(byName.get("b").get("tid").asInt());
    assertThat(byName.get("bad").get("args").get("outcome").asString()).isEqualTo("Failed");
    double end = byName.get("a").get("ts").asDouble() + byName.get("a").get("dur").asDouble();
    assertThat(byName.get("bad").get("ts").asDouble()).isGreaterThanOrEqualTo(end - 0.001);
  }

  @Test
  void measured_profile_knows_the_path_that_took_longest() throws Exception {
    var graph =
        TaskGraph.<String>builder()
            .node("start", NodeContext::key)
            .node("slow", context -> spin(LONG_MILLIS))
            .node("quick", NodeContext::key)
            .node("end", NodeContext::key)
            .after("slow", "start")
            .after("quick", "start")
            .after("end", "slow", "quick")
            .build();
    try (var pool = ParallelExecutor.processes(1)) {
      for (var result : List.of(graph.run(2, TIMED), graph.run(pool, TIMED))) {
        Profile<String> profile = result.profile();
        assertThat(profile.criticalPath()).containsExactly("start", "slow", "end");
        assertThat(profile.span()).isBetween(LONG_MILLIS / 1e3, result.elapsed().toNanos() / 1e9);
        assertThat(profile.work()).isGreaterThanOrEqualTo(profile.span());
        assertThat(result.time("slow").orElseThrow().length().toMillis())
            .isGreaterThanOrEqualTo(LONG_MILLIS);
      }
    }
  }

  private static Object spin(int millis) {
    long end = System.nanoTime() + millis * 1_000_000L;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return millis;
  }
}
