// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * A program below its guard.
 *
 * @param process the guard, which leads the session
 * @param pid the program
 * @param id the part of the cookie that is this command's own
 * @param status what the guard tells
 * @param silent signals whose deaths the shell says nothing of
 */
record GuardedChild(
    Process process, long pid, String id, StatusFile status, ImmutableSet<Integer> silent)
    implements Child {
  private static final String EXIT = "exit ";

  @Override
  public List<ProcessHandle> members() {
    var members = new LinkedHashSet<ProcessHandle>();
    process.descendants().forEach(members::add);
    members.addAll(ProcSession.members(process.pid(), id));
    members.removeIf(member -> member.pid() == process.pid() || !ProcSession.running(member.pid()));
    return List.copyOf(members);
  }

  @Override
  public void release() {
    try {
      status.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A line of the shell's job list such as {@code [1] + Done(137)}. */
  private static boolean ofAnExit(String line) {
    return line.startsWith("[1]") && line.contains("Done");
  }

  @Override
  public boolean unguarded() {
    return !told().getLast().startsWith(EXIT);
  }

  @Override
  public Ending ending() {
    List<String> lines = told();
    if (unguarded()) {
      // The program was killed after its guard.
      return Ending.byConvention(process.exitValue());
    }
    int code = Integer.parseInt(lines.getLast().substring(EXIT.length()));
    boolean signalled =
        lines.subList(1, lines.size() - 1).stream().anyMatch(line -> !ofAnExit(line));
    return code > 128 && (signalled || silent.contains(code - 128))
        ? Ending.signal(code - 128)
        : Ending.exit(code);
  }

  /** What the guard wrote; the first line, the program's pid, is there since the start. */
  private List<String> told() {
    try {
      return status.lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
