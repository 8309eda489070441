// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Running programs until the descriptors are used up. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
@RequiresTool("prlimit")
@ExtendWith(LeakCheck.class)
class FewDescriptorsTest {

  /** Starts programs until one can't be, prints why, stops them, and runs one more. */
  static final class Greedy {
    private Greedy() {}

    public static void main(String[] arguments) throws Exception {
      Command.of("true").run().orThrow();
      var running = new ArrayList<RunningCommand>();
      try {
        while (true) {
          running.add(Command.of("sleep", "100").start());
        }
      } catch (CommandException e) {
        running.forEach(RunningCommand::close);
        Command.of("true").run().orThrow();
        System.out.println(running.size() > 3 ? "some ran" : "too few ran: " + running);
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void running_out_of_descriptors_is_said_and_survived() throws InterruptedException {
    var line = new ArrayList<>(List.of("prlimit", "--nofile=64"));
    line.addAll(Jvm.line(Greedy.class));

    CommandResult result = Command.of(line).run().orThrow();

    assertThat(result.stdout().lines())
        .containsExactly(
            "some ran",
            "start sleep: out of file descriptors (expected: 12 free ones). Run fewer programs at"
                + " once, close what is open, or raise the limit: ulimit -n.");
  }
}
