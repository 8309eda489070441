// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory a process holds, where the system tells. */
final class ResidentMemory {
  private static final Pattern LINE = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  private ResidentMemory() {}

  /** The process's resident memory in MiB, or -1 when unknown. */
  static long ofProcess(long pid) {
    try {
      Matcher line = LINE.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
      return line.find() ? Long.parseLong(line.group(1)) / 1024 : -1;
    } catch (IOException e) {
      return -1;
    }
  }
}
