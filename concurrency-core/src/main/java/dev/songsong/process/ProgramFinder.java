// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import com.google.common.base.Splitter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds a program's file as a shell would, so that a missing one is a clear error before anything
 * is started.
 */
final class ProgramFinder {
  private ProgramFinder() {}

  /** The program's absolute path. */
  static Path find(Command command) {
    String program = command.line().getFirst();
    if (program.indexOf('/') >= 0) {
      Path file = command.directory().orElse(Path.of("")).resolve(program).toAbsolutePath();
      if (runnable(file)) {
        return file;
      }
      String found = Files.exists(file) ? "not an executable file" : "no such file";
      throw new ProgramMissingException(
          "program: "
              + program
              + ", "
              + found
              + " (expected: an executable file at "
              + file
              + "). Give the path of an installed program.");
    }
    String path = command.environment().getOrDefault("PATH", systemPath());
    return onPath(program, path).orElseThrow(() -> missing(program, path));
  }

  /** A tool on the JVM's own path. */
  static Optional<Path> tool(String name) {
    return onPath(name, systemPath());
  }

  private static String systemPath() {
    return Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
  }

  private static Optional<Path> onPath(String program, String path) {
    for (String folder : Splitter.on(':').split(path)) {
      Path file = Path.of(folder).resolve(program).toAbsolutePath();
      if (runnable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  private static boolean runnable(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  static ProgramMissingException missing(String program, String path) {
    return new ProgramMissingException(
        "program: "
            + program
            + ", not found (expected: an executable file on the PATH, "
            + path
            + "). Install it, or give its full path.");
  }
}
