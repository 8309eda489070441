// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM with this one's class path, for tests that need a second process. */
public final class Jvm {
  private Jvm() {}

  /** The program and arguments to run a main class. */
  public static List<String> line(Class<?> main, String... arguments) {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-cp"));
    line.add(System.getProperty("java.class.path"));
    line.add(main.getName());
    line.addAll(List.of(arguments));
    return line;
  }

  /** As {@link #line}, for a plain start. */
  public static ProcessBuilder builder(Class<?> main, String... arguments) {
    return new ProcessBuilder(line(main, arguments));
  }
}
