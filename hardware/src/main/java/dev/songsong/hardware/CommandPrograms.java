// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import dev.songsong.process.Command;
import dev.songsong.process.CommandException;
import dev.songsong.process.CommandResult;
import dev.songsong.process.ProgramMissingException;
import dev.songsong.process.RunningCommand;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Runs the real programs. Thread-safe. */
final class CommandPrograms implements Programs {
  // A healthy nvidia-smi answers in well under a second; the first call may wake the card.
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration GRACE = Duration.ofMillis(500);
  // After the limit it is killed; what is stuck inside a driver survives even that.
  private static final Duration PATIENCE = LIMIT.plus(GRACE).plusSeconds(1);

  private final Duration limit;
  private final Duration patience;

  CommandPrograms() {
    this(LIMIT, PATIENCE);
  }

  CommandPrograms(Duration limit, Duration patience) {
    this.limit = limit;
    this.patience = patience;
  }

  @Override
  public Answer run(List<String> line) {
    Command command = Command.of(line).mergeStderr().timeLimit(limit).killGrace(GRACE);
    try {
      return answer(command.start());
    } catch (ProgramMissingException e) {
      return new Missing();
    } catch (CommandException e) {
      return new Ended(-1, String.valueOf(e.getMessage()));
    }
  }

  private Answer answer(RunningCommand running) {
    try {
      CommandResult result = running.await(patience);
      return result.timedOut()
          ? new Hung(limit)
          : new Ended(result.exitCode().orElse(-1), result.stdout().text());
    } catch (TimeoutException unkillable) {
      return new Hung(limit);
    } catch (InterruptedException e) {
      running.kill();
      Thread.currentThread().interrupt();
      return new Interrupted();
    }
  }
}
