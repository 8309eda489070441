// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a new worker is told, on its standard input so that no other user can read it.
 *
 * @param socket where the pool listens
 * @param number the worker's number in its pool
 * @param token proves on each connection that the worker is the one that was started
 * @param threads how many tasks it shall run at once
 * @param packages the allowed packages
 */
record Greeting(Path socket, long number, String token, int threads, List<String> packages) {

  String text() {
    return String.join(
            "\n", socket.toString(), number + "", token, threads + "", packages.size() + "")
        + "\n"
        + String.join("", packages.stream().map(name -> name + "\n").toList());
  }

  static Greeting read(BufferedReader in) throws IOException {
    try {
      Path socket = Path.of(line(in));
      long number = Long.parseLong(line(in));
      String token = line(in);
      int threads = Integer.parseInt(line(in));
      int count = Integer.parseInt(line(in));
      var packages = new ArrayList<String>();
      for (int i = 0; i < count; i++) {
        packages.add(line(in));
      }
      return new Greeting(socket, number, token, threads, List.copyOf(packages));
    } catch (IllegalArgumentException e) {
      throw new IOException("standard input: " + e.getMessage() + " (expected: a greeting)", e);
    }
  }

  private static String line(BufferedReader in) throws IOException {
    String line = in.readLine();
    if (line == null) {
      throw new IOException("standard input: ended early (expected: a greeting)");
    }
    return line;
  }
}
