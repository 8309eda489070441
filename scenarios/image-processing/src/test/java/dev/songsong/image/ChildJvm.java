// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Java programs of the tests' class path, run as a user would run them. */
final class ChildJvm {
  private ChildJvm() {}

  /** The command line of a main class. */
  static List<String> command(Class<?> main, String... args) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(args));
    return command;
  }

  /** Starts a command whose two outputs come as one. */
  static Process start(Path directory, Map<String, String> environment, List<String> command)
      throws IOException {
    var builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Starts a command in which SIGINT works, although a job in the background ignores it. */
  static Process startInterruptible(Path directory, List<String> command) throws IOException {
    var whole = new ArrayList<>(List.of("env", "--default-signal=INT"));
    whole.addAll(command);
    return start(directory, Map.of(), whole);
  }

  static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
