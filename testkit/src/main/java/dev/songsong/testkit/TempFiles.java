// SPDX-License-Identifier: Apache-2.0
package dev.songsong.testkit;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * This JVM's temp files: by the project's convention their names begin with {@code songsong-PID-}.
 */
final class TempFiles {
  private static final Path MEMORY = Path.of("/dev/shm");

  private TempFiles() {}

  /** Those in the temp directories, and in the directory of shared memory that a user has there. */
  static Set<String> ours() {
    var files = new TreeSet<String>();
    for (Path base : Set.of(Path.of(System.getProperty("java.io.tmpdir")), MEMORY)) {
      collect(base, files);
      collect(base.resolve("songsong-" + System.getProperty("user.name")), files);
    }
    return files;
  }

  private static void collect(Path directory, Set<String> files) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    String ours = "songsong-" + ProcessHandle.current().pid() + "-*";
    try (var entries = Files.newDirectoryStream(directory, ours)) {
      entries.forEach(file -> files.add(file.toString()));
    } catch (IOException | DirectoryIteratorException gone) {
      // Another process removes the shared directory when it is empty.
    }
  }
}
