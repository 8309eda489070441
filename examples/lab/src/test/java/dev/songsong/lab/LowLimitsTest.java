// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.process.Command;
import dev.songsong.process.CommandResult;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command where the system allows too little of something: one line, and the remedy. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class LowLimitsTest {
  private static final String FILES =
      "open files: the limit is reached (expected: 12 free descriptors and more); raise it,"
          + " for example by ulimit -n 1024";
  private static final String THREADS =
      "threads: one more can't be started (expected: room for 300); raise the limits of processes"
          + " and of address space, ulimit -u and ulimit -v, or end other programs";

  /** A command that meets what it is made with. */
  @CommandLine.Command(name = "meets")
  private record Meeting(Error error) implements Runnable {
    @Override
    public void run() {
      throw error;
    }
  }

  private static String said(Error error) {
    var err = new StringWriter();
    var command = new CommandLine(new Meeting(error)).setErr(new PrintWriter(err));
    assertThat(Main.execute(command)).isEqualTo(1);
    return err.toString().strip();
  }

  @Test
  void end_of_threads_and_of_descriptors_are_told_in_one_line_each() {
    assertThat(said(new OutOfMemoryError("unable to create native thread: possibly out of memory")))
        .isEqualTo("songsong: " + THREADS);
    var deep = new FileSystemException("lib.so", null, "Too many open files");
    assertThat(said(new ExceptionInInitializerError(new IOException(deep))))
        .isEqualTo("songsong: " + FILES);
    assertThat(LowLimits.explain(new IllegalStateException(deep))).contains(FILES);
  }

  @Test
  void other_errors_say_what_they_are() {
    assertThat(said(new NoClassDefFoundError("some/Type")))
        .isEqualTo("songsong: failed: java.lang.NoClassDefFoundError: some/Type");
    assertThat(said(new OutOfMemoryError("Java heap space")))
        .isEqualTo("songsong: failed: java.lang.OutOfMemoryError: Java heap space");
  }

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
