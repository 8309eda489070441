// SPDX-License-Identifier: Apache-2.0
package dev.songsong.advice;

import dev.songsong.advice.CostsMeter.Unmeasurable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory a process holds in truth: pages that it shares count by its part. */
final class Resident {
  private static final Pattern LINE = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB$");

  private Resident() {}

  static long bytesOf(long pid) throws Unmeasurable {
    try {
      Matcher line = LINE.matcher(Files.readString(Path.of("/proc/" + pid + "/smaps_rollup")));
      if (line.find()) {
        return Long.parseLong(line.group(1)) << 10;
      }
    } catch (IOException notLinuxOrGone) {
      // Said below.
    }
    throw new Unmeasurable("memory of process " + pid + ": unknown (expected: Linux)");
  }
}
