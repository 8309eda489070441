// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a program ended, and what it printed. Immutable.
 *
 * @param command the program and its arguments
 * @param pid its process id
 * @param exitCode the status it exited with, if it ended by itself
 * @param signal the signal that ended it, such as {@code SIGKILL}; exactly one of the two is
 *     present
 * @param timedOut whether it was ended because it passed its time limit
 * @param stdout what was kept of its standard output
 * @param stderr what was kept of its standard error
 * @param duration from the start to the end
 */
public record CommandResult(
    List<String> command,
    long pid,
    OptionalInt exitCode,
    Optional<String> signal,
    boolean timedOut,
    Captured stdout,
    Captured stderr,
    Duration duration) {
  private static final int LINES_SHOWN = 10;
  private static final int COMMAND_SHOWN = 500;

  /** Copies the list. */
  public CommandResult {
    command = List.copyOf(command);
  }

  /** Whether the program exited with status 0 within its time limit. */
  public boolean succeeded() {
    return !timedOut && exitCode.orElse(-1) == 0;
  }

  /**
   * This result, if the program succeeded.
   *
   * @throws CommandException otherwise; its message has the cause, the command and the last lines
   *     of standard error
   */
  public CommandResult orThrow() {
    if (succeeded()) {
      return this;
    }
    throw new CommandException(this + said(), this);
  }

  private String said() {
    List<String> last = stderr.lastLines(LINES_SHOWN);
    if (last.isEmpty()) {
      return "; it printed nothing to standard error";
    }
    return "; its standard error ends:\n  " + String.join("\n  ", last);
  }

  /** One line such as {@code ffmpeg: exit 1 (expected: exit 0) after 0.31 s: ffmpeg -i in.mp4}. */
  @Override
  public String toString() {
    String line = String.join(" ", command);
    if (line.length() > COMMAND_SHOWN) {
      line = line.substring(0, COMMAND_SHOWN) + "...";
    }
    String expected = succeeded() ? "" : " (expected: exit 0)";
    double seconds = duration.toNanos() / 1e9;
    return command.getFirst()
        + ": "
        + cause()
        + expected
        + String.format(Locale.ROOT, " after %.2f s: ", seconds)
        + line;
  }

  private String cause() {
    String end = signal.map(name -> "killed by " + name).orElse("exit " + exitCode.orElse(-1));
    return timedOut ? "passed its time limit, " + end : end;
  }
}
