// SPDX-License-Identifier: Apache-2.0
package dev.songsong.command;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Says which limit of the system a failure met. The JDK itself speaks of missing classes, or of a
 * bad descriptor, where it could open no more files.
 */
final class LowLimits {
  private static final Path NULL = Path.of("/dev/null");
  private static final int FREE_FILES = 12;

  private LowLimits() {}

  /** The limit and the remedy; empty when the failure has another cause. */
  static Optional<String> explain(Throwable error) {
    for (Throwable e = error; e != null; e = e.getCause()) {
      String text = String.valueOf(e.getMessage());
      if (e instanceof OutOfMemoryError && text.contains("native thread")) {
        return Optional.of(
            "threads: one more can't be started (expected: room for 300); raise the limits of"
                + " processes and of address space, ulimit -u and ulimit -v, or end other programs");
      }
      if (text.contains("Too many open files")) {
        return Optional.of(files());
      }
    }
    return Files.exists(NULL) && !canOpen() ? Optional.of(files()) : Optional.empty();
  }

  private static String files() {
    return "open files: the limit is reached (expected: "
        + FREE_FILES
        + " free descriptors and more); raise it, for example by ulimit -n 1024";
  }

  private static boolean canOpen() {
    var open = new ArrayList<Closeable>();
    try {
      for (int i = 0; i < FREE_FILES; i++) {
        open.add(FileChannel.open(NULL, StandardOpenOption.READ));
      }
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      open.forEach(LowLimits::close);
    }
  }

  private static void close(Closeable file) {
    try {
      file.close();
    } catch (IOException e) {
      // It was opened to be counted only.
    }
  }
}
