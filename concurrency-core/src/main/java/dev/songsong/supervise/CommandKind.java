// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static java.util.Objects.requireNonNull;

import dev.songsong.process.Command;
import dev.songsong.process.CommandResult;
import dev.songsong.process.RunningCommand;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** External programs. */
record CommandKind(Command command) implements ChildKind {
  private static final int LINES_READ = 200;
  private static final int LINES_TOLD = 3;
  private static final Pattern PLACE = Pattern.compile("\\s+(at |\\.\\.\\. \\d+ more)");

  CommandKind {
    requireNonNull(command, "command");
  }

  @Override
  public RunningChild start(ChildContext context) {
    RunningCommand running = command.andOnLine((_, line) -> context.printed(line)).start();
    return new Program(running, exitOf(running));
  }

  /** How the program ends. */
  static CompletableFuture<Exit> exitOf(RunningCommand running) {
    return running.onExit().handle(CommandKind::exit);
  }

  private static Exit exit(@Nullable CommandResult result, @Nullable Throwable failure) {
    if (result == null) {
      return Exit.threw(requireNonNull(failure));
    }
    if (result.succeeded()) {
      return Exit.normal("exit 0");
    }
    String end = result.signal().map(name -> "killed by " + name).orElse("exit " + code(result));
    List<String> last = telling(result.stderr().lastLines(LINES_READ));
    return Exit.abnormal(last.isEmpty() ? end : end + ": " + String.join(" | ", last));
  }

  /** The last lines but those of stack traces that only say where. */
  private static List<String> telling(List<String> lines) {
    List<String> words = lines.stream().filter(line -> !PLACE.matcher(line).lookingAt()).toList();
    return words.subList(Math.max(0, words.size() - LINES_TOLD), words.size());
  }

  private static int code(CommandResult result) {
    return result.exitCode().orElse(-1);
  }

  /** One program that runs. */
  private record Program(RunningCommand running, CompletableFuture<Exit> exit)
      implements RunningChild {
    @Override
    public OptionalLong pid() {
      return OptionalLong.of(running.pid());
    }

    @Override
    public CompletableFuture<Exit> onExit() {
      return exit.copy();
    }

    @Override
    public void stop(Duration grace) {
      running.stop(grace);
    }
  }
}
