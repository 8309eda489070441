// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Signals to processes that a test started. */
final class Signals {
  private Signals() {}

  static void send(String name, long pid) throws Exception {
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    assertThat(kill.waitFor()).isZero();
  }

  /** Returns when no thread of it runs any more: that takes a moment after the signal. */
  static void stop(long pid) throws Exception {
    send("STOP", pid);
    Await.until("the stop of " + pid, ModesContract.PATIENCE, () -> stopped(pid));
  }

  private static boolean stopped(long pid) throws IOException {
    List<Path> threads;
    try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      threads = all.toList();
    }
    for (Path thread : threads) {
      String stat = Files.readString(thread.resolve("stat"));
      if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
        return false;
      }
    }
    return true;
  }
}
