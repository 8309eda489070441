// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import com.google.common.base.Splitter;
import com.google.common.primitives.Longs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads from Linux's {@code /proc} which processes belong together. */
final class ProcSession {
  /** No session at all: only the cookie counts. */
  static final long NONE = -1;

  private static final Path PROC = Path.of("/proc");
  private static final Splitter FIELDS = Splitter.on(' ');

  /** What is needed of a process's {@code stat} line. */
  private record Stat(String state, long session) {}

  private ProcSession() {}

  /** The live processes of a session, and those whose environment has the cookie. */
  static List<ProcessHandle> members(long session, String cookie) {
    var members = new ArrayList<ProcessHandle>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        Long pid = Longs.tryParse(entry.getFileName().toString());
        if (pid != null && belongs(entry, session, cookie)) {
          ProcessHandle.of(pid).ifPresent(members::add);
        }
      }
    } catch (IOException e) {
      throw new CommandException("processes: " + e + " (expected: a readable " + PROC + ")", e);
    }
    return members;
  }

  private static boolean belongs(Path entry, long session, String cookie) {
    return stat(entry).filter(stat -> stat.session() == session).isPresent()
        || read(entry.resolve("environ")).contains(cookie);
  }

  /** Whether the process is more than a zombie that waits for its parent to notice. */
  static boolean running(long pid) {
    return stat(PROC.resolve(Long.toString(pid)))
        .filter(stat -> !stat.state().equals("Z") && !stat.state().equals("X"))
        .isPresent();
  }

  private static Optional<Stat> stat(Path entry) {
    String line = read(entry.resolve("stat"));
    // The name, in parentheses, may itself have spaces and parentheses.
    int name = line.lastIndexOf(") ");
    if (name < 0) {
      return Optional.empty();
    }
    List<String> fields = FIELDS.splitToList(line.substring(name + 2));
    return Optional.of(new Stat(fields.get(0), Long.parseLong(fields.get(3))));
  }

  /** The file's text; empty if the process is gone or another user's. */
  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }
}
