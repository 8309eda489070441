// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Any output of a program, cut anywhere on its way, gives the lines that it gives in one piece. */
public final class LineSplitterFuzz {
  private LineSplitterFuzz() {}

  /** All three ends of a line. */
  public static List<byte[]> seeds() {
    return List.of("\u0003một\r\nhai\rba\n\nbốn".getBytes(StandardCharsets.UTF_8));
  }

  /** Called by Jazzer: the first byte says how large the pieces are. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] output = Arrays.copyOfRange(input, 1, input.length);
    List<String> whole = lines(output, output.length + 1);
    List<String> pieces = lines(output, 1 + (input[0] & 0xFF));
    if (!pieces.equals(whole)) {
      throw new AssertionError("in pieces " + pieces + ", whole " + whole);
    }
    if (whole.stream().anyMatch(line -> line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0)) {
      throw new AssertionError("an end within a line: " + whole);
    }
  }

  private static List<String> lines(byte[] output, int piece) {
    var lines = new ArrayList<String>();
    var splitter = new LineSplitter(lines::add);
    for (int at = 0; at < output.length; at += piece) {
      byte[] part = Arrays.copyOfRange(output, at, Math.min(output.length, at + piece));
      splitter.accept(part, part.length);
    }
    splitter.finish();
    return lines;
  }
}
