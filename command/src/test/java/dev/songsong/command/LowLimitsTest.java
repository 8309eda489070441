// SPDX-License-Identifier: Apache-2.0
package dev.songsong.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import picocli.CommandLine.Command;

/** A command where the system allows too little of something: one line, and the remedy. */
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
  @Command(name = "meets")
  private record Meeting(Error error) implements Runnable {
    @Override
    public void run() {
      throw error;
    }
  }

  private static String said(Error error) {
    var err = new StringWriter();
    var command = CommandLines.of(new Meeting(error)).setErr(new PrintWriter(err));
    assertThat(CommandLines.execute(command)).isEqualTo(1);
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
}
