// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import com.google.common.collect.ImmutableList;
import java.nio.charset.Charset;
import java.util.List;

/**
 * Checks what is handed to a program, because the JDK would pass some of it on silently changed.
 */
final class Arguments {
  // The JDK converts arguments with this charset, and writes ? for what it can't express.
  private static final Charset SYSTEM =
      Charset.forName(System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));

  private Arguments() {}

  static ImmutableList<String> checked(List<String> line) {
    if (line.isEmpty() || line.getFirst().isEmpty()) {
      throw new IllegalArgumentException(
          "command: no program (expected: a program's name or path, then its arguments)");
    }
    for (int i = 0; i < line.size(); i++) {
      passable(i == 0 ? "program" : "argument " + i, line.get(i), SYSTEM);
    }
    return ImmutableList.copyOf(line);
  }

  static String variable(String name) {
    if (name.isEmpty() || name.indexOf('=') >= 0) {
      throw new IllegalArgumentException(
          "env name: '" + name + "' (expected: not empty, without '=')");
    }
    return passable("env name", name, SYSTEM);
  }

  static String value(String name, String value) {
    return passable("env " + name, value, SYSTEM);
  }

  static String passable(String what, String text, Charset charset) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          what
              + ": '"
              + text.replace('\0', '?')
              + "' (expected: no NUL character). Pass binary data by a file or by stdin.");
    }
    if (!charset.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          what
              + ": '"
              + text
              + "' (expected: characters of "
              + charset
              + "). Start the JVM in a UTF-8 locale, such as LC_ALL=C.UTF-8.");
    }
    return text;
  }
}
