// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.process.Command;
import dev.songsong.process.CommandResult;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script where the system allows too little of something: one line, and the remedy. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class LowLimitsTest {
  private static CommandResult songsong(String limit, String... arguments)
      throws InterruptedException {
    String script = Path.of("../../songsong").toAbsolutePath().normalize().toString();
    return Command.of("prlimit", limit, script)
        .args(arguments)
        .env("JAVA_HOME", System.getProperty("java.home"))
        .run();
  }

  @ParameterizedTest
  @ValueSource(strings = {"advise", "advise --measure", "list"})
  @EnabledOnOs(OS.LINUX)
  @RequiresTool("prlimit")
  void too_few_descriptors_are_told_before_the_jdk_meets_them(String line) throws Exception {
    CommandResult result = songsong("--nofile=40", line.split(" "));

    assertThat(result.exitCode()).hasValue(2);
    assertThat(result.stderr().lines())
        .containsExactly(
            "songsong: open files: 40 (expected: 128 or more);"
                + " raise the hard limit, ulimit -H -n, where it was lowered");
    assertThat(result.stdout().text()).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @RequiresTool("prlimit")
  void too_small_an_address_space_is_told_before_the_jdk_meets_it() throws Exception {
    CommandResult result = songsong("--as=2147483648", "advise");

    assertThat(result.exitCode()).hasValue(2);
    assertThat(result.stderr().lines())
        .containsExactly(
            "songsong: address space: 2097152 KiB (expected: 6291456 KiB or more);"
                + " raise it by ulimit -v unlimited");
  }
}
