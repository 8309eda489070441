// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.util.List;

/** Turns a command into the JDK's builder. */
final class Builders {
  private Builders() {}

  static ProcessBuilder of(Command command, List<String> line) {
    var builder = new ProcessBuilder(line);
    command.directory().ifPresent(directory -> inDirectory(builder, command));
    builder.environment().putAll(command.environment());
    if (command.input() instanceof Input.FromFile(var file)) {
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        throw new CommandException("stdin: " + file + " (expected: a readable file)");
      }
      builder.redirectInput(file.toFile());
    }
    if (command.output() instanceof Output.ToFile(var file)) {
      builder.redirectOutput(Redirect.to(file.toFile()));
    }
    switch (command.error()) {
      case Output.ToFile(var file) -> builder.redirectError(Redirect.to(file.toFile()));
      case Output.Merged() -> builder.redirectErrorStream(true);
      case Output.Capture(), Output.Piped() -> {}
    }
    return builder;
  }

  private static void inDirectory(ProcessBuilder builder, Command command) {
    var directory = command.directory().orElseThrow();
    if (!Files.isDirectory(directory)) {
      throw new CommandException("directory: " + directory + " (expected: an existing directory)");
    }
    builder.directory(directory.toFile());
  }
}
