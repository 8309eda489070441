// SPDX-License-Identifier: Apache-2.0
package dev.songsong.proof;

import dev.songsong.process.Command;
import dev.songsong.process.CommandResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A tool in a JVM of its own: what it instruments, fills or hangs there is not this one. It works
 * in {@code target}, where what it drops is swept by {@code clean}.
 */
final class ChildJvm {
  static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final int CAPTURED = 8 << 20;

  private ChildJvm() {}

  static CommandResult run(String mainClass, List<String> arguments) throws InterruptedException {
    var line = new ArrayList<String>();
    line.add(JAVA.toString());
    line.addAll(
        List.of(
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+EnableDynamicAgentLoading",
            "-Xshare:off",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            classPath(),
            mainClass));
    line.addAll(arguments);
    return Command.of(line)
        .directory(TARGET)
        .timeLimit(Effort.now().patience())
        .captureLimit(CAPTURED)
        .mergeStderr()
        .run();
  }

  private static String classPath() {
    // Surefire's own JVM has a jar that only names the class path.
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
