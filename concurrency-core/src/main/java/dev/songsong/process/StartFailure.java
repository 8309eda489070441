// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;

/** Says in plain words why the JDK could not start a program. */
final class StartFailure {
  private static final Path NULL = Path.of("/dev/null");
  private static final int NEEDED = 12;

  private StartFailure() {}

  static CommandException of(Command command, IOException e) {
    String text = String.valueOf(e.getMessage());
    String program = command.line().getFirst();
    if (text.contains("error=24")
        || text.contains("Too many open files")
        || outOfDescriptors(text)) {
      return new CommandException(
          "start "
              + program
              + ": out of file descriptors (expected: "
              + NEEDED
              + " free ones). Run fewer programs at once, close what is open,"
              + " or raise the limit: ulimit -n.",
          e);
    }
    if (text.contains("error=7,") || text.contains("Argument list too long")) {
      return new CommandException(
          "start "
              + program
              + ": the arguments are too long (expected: below 128 KiB each, 2 MiB together)."
              + " Pass the rest by a file or by stdin.",
          e);
    }
    if (text.contains("error=12,") || text.contains("error=11,")) {
      return new CommandException(
          "start "
              + program
              + ": out of memory or processes (expected: room for one more)."
              + " Run fewer programs at once, or raise the limit: ulimit -u.",
          e);
    }
    if (Platform.WINDOWS && text.contains("error=2,")) {
      return ProgramFinder.missing(program, String.valueOf(System.getenv("PATH")));
    }
    return new CommandException("start " + program + ": " + text, e);
  }

  /** At the limit the JDK speaks of its spawn helper's "JDK version mismatch": this tells which. */
  private static boolean outOfDescriptors(String text) {
    return text.contains("spawn helper") && !canOpen(NEEDED);
  }

  private static boolean canOpen(int count) {
    var open = new ArrayList<Closeable>();
    try {
      for (int i = 0; i < count; i++) {
        open.add(FileChannel.open(NULL, StandardOpenOption.READ));
      }
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      open.forEach(StartFailure::close);
    }
  }

  private static void close(Closeable channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It was opened to be counted only.
    }
  }
}
