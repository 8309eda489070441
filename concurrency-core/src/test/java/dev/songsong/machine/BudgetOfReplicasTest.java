// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.supervise.ChildInfo;
import dev.songsong.supervise.ServerBody;
import dev.songsong.supervise.ServerContext;
import dev.songsong.supervise.ServerGroup;
import dev.songsong.supervise.ServerGroupBuilder;
import dev.songsong.supervise.SupervisorException;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A group's worker JVMs as they share a made-up machine of 4 cores and 32 GiB. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class BudgetOfReplicasTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path dir;
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final Budget four = Budget.of(Sample.of(4, 4).machine(), warnings::add);

  /** Each life adds a line with what it has; one of the replicas may not come up. */
  record Looker(String dir, int broken) implements ServerBody {
    @Override
    public void serve(ServerContext context) throws Exception {
      BudgetOfChildrenTest.look(Path.of(dir, Integer.toString(context.replica())).toString());
      if (context.replica() == broken) {
        throw new IllegalStateException("broken");
      }
      context.listen();
      context.ready();
      while (context.accept().isPresent()) {
        // Nobody asks it anything.
      }
    }
  }

  private ServerGroupBuilder group(int replicas, String... flags) {
    return ServerGroup.builder("g").replicas(replicas).body(new Looker(dir.toString(), 0), flags);
  }

  private ServerGroup started(ServerGroupBuilder builder) throws Exception {
    var start = new FutureTask<>(builder::start);
    four.run(start);
    return start.get();
  }

  private List<String> seen(int replica) throws IOException {
    return Files.readAllLines(dir.resolve(Integer.toString(replica)));
  }

  private static void kill(ServerGroup group) {
    long pid = group.replicas().getFirst().pid().orElseThrow();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }

  @Test
  void replicas_share_what_is_free_also_in_restarts_and_a_rolling_restart() throws Exception {
    try (ServerGroup group = started(group(2))) {
      assertThat(seen(1)).containsExactly("2 2 4096");
      assertThat(seen(2)).containsExactly("2 2 4096");
      assertThat(four.freeCores()).isZero();
      kill(group);
      Await.until("its restart", PATIENCE, () -> seen(1).size() == 2 && group.stats().up() == 2);
      assertThat(seen(1)).containsExactly("2 2 4096", "2 2 4096");
      group.rollingRestart();
      assertThat(seen(3)).containsExactly("2 2 4096");
      assertThat(seen(4)).containsExactly("2 2 4096");
    }
    assertThat(four.freeCores()).isEqualTo(4);
    assertThat(warnings).isEmpty();
  }

  @Test
  void group_takes_the_cores_it_is_given_and_leaves_the_rest() throws Exception {
    try (ServerGroup group = started(group(1).cores(2))) {
      assertThat(seen(1)).containsExactly("2 2 4096");
      assertThat(four.freeCores()).isEqualTo(2);
      group.rollingRestart();
      assertThat(seen(2)).containsExactly("2 2 4096");
    }
    assertThat(four.freeCores()).isEqualTo(4);
    assertThat(warnings).isEmpty();
  }

  @Test
  void flags_of_the_user_win_and_are_counted() throws Exception {
    try (ServerGroup _ = started(group(2, "-XX:ActiveProcessorCount=1", "-Xmx64m"))) {
      assertThat(seen(2)).containsExactly("1 1 64");
      assertThat(four.freeCores()).isEqualTo(2);
    }
    assertThat(four.freeCores()).isEqualTo(4);
  }

  @Test
  void more_replicas_than_cores_are_allowed_and_warned_of() throws Exception {
    try (ServerGroup _ = started(group(6))) {
      // The heaps together stay a quarter of the memory.
      assertThat(seen(6)).containsExactly("1 1 1365");
    }
    assertThat(four.freeCores()).isEqualTo(4);
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("group g: 6 more in use beside 0 (expected: together <= 4,");
  }

  @Test
  void group_that_grows_is_even_again_after_a_rolling_restart() throws Exception {
    try (ServerGroup group = started(group(2))) {
      group.scale(4);
      assertThat(seen(4)).containsExactly("1 1 2048");
      assertThat(warnings)
          .singleElement()
          .asString()
          .startsWith("replica g-3 of group g: 1 more in use beside 4 (expected: together <= 4,");
      group.rollingRestart();
      assertThat(seen(5)).containsExactly("1 1 2048");
      assertThat(seen(8)).containsExactly("1 1 2048");
      group.scale(1);
      group.rollingRestart();
      assertThat(seen(9)).containsExactly("4 4 8192");
    }
    assertThat(four.freeCores()).isEqualTo(4);
  }

  @Test
  void replica_whose_successor_fails_keeps_its_share() throws Exception {
    ServerGroupBuilder builder =
        ServerGroup.builder("g").replicas(2).body(new Looker(dir.toString(), 3), "-Xmx64m");
    try (ServerGroup group = started(builder)) {
      assertThatThrownBy(group::rollingRestart).isInstanceOf(SupervisorException.class);
      assertThat(group.replicas()).extracting(ChildInfo::name).containsExactly("g-1", "g-2");
      group.rollingRestart();
      assertThat(seen(4)).containsExactly("2 2 64");
      assertThat(seen(5)).containsExactly("2 2 64");
    }
    assertThat(warnings).isEmpty();
    assertThat(four.freeCores()).isEqualTo(4);
  }

  @Test
  void group_that_gave_up_or_never_came_up_gives_back() throws Exception {
    try (ServerGroup group = started(group(1).intensity(0, Duration.ofSeconds(10)))) {
      kill(group);
      assertThatThrownBy(() -> group.onEnd().get()).hasMessageContaining("gave up");
      Await.until("its share", PATIENCE, () -> four.freeCores() == 4);
    }
    ServerGroupBuilder broken =
        ServerGroup.builder("g").replicas(1).body(new Looker(dir.toString(), 1));
    assertThatThrownBy(() -> started(broken)).hasMessageContaining("g-1");
    assertThat(four.freeCores()).isEqualTo(4);
  }

  @Test
  void bad_numbers_are_refused() {
    assertThatThrownBy(() -> group(2).cores(0)).hasMessage("cores: 0 (expected: >= 1)");
  }
}
