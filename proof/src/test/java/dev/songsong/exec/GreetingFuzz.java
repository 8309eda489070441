// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Any text read as the greeting of a new worker. */
public final class GreetingFuzz {
  private GreetingFuzz() {}

  /** A real one. */
  public static List<byte[]> seeds() {
    var greeting = new Greeting(Path.of("/tmp/s"), 3, "00ff", 2, List.of("a.b", "c"));
    return List.of(greeting.text().getBytes(StandardCharsets.UTF_8));
  }

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Greeting read;
    try {
      read = read(new String(input, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return;
    }
    if (!read(read.text()).equals(read)) {
      throw new AssertionError("written and read again it is another: " + read);
    }
  }

  private static Greeting read(String text) throws IOException {
    return Greeting.read(new BufferedReader(new StringReader(text)));
  }
}
