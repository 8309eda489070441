// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import dev.songsong.process.Command;
import dev.songsong.process.CommandException;
import dev.songsong.process.CommandResult;
import dev.songsong.process.Pipe;
import dev.songsong.process.RunningCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A worker's operating-system process, its output and its end. */
final class WorkerProcess {
  private static final int TAIL_LINES = 40;
  private static final String REPORT_FOLLOWS =
      "# An error report file with more information is saved as:";

  private final String name;
  private final Events events;
  private final RunningCommand process;
  private final ReentrantLock lock = new ReentrantLock();
  // guarded by lock; filled by the threads that read the process's output
  private final ArrayDeque<String> tail = new ArrayDeque<>();
  // guarded by lock
  private boolean outOfMemory;
  // guarded by lock
  private boolean reportFollows;
  // guarded by lock
  private @Nullable Path crashReport;

  private WorkerProcess(String name, Events events, Command command) {
    this.name = name;
    this.events = events;
    this.process = command.onLine(this::line).start();
  }

  /**
   * Starts the process and greets it.
   *
   * @throws CommandException if it can't be started
   */
  static WorkerProcess start(String name, List<String> line, Greeting greeting, Events events) {
    var worker = new WorkerProcess(name, events, asWorker(line));
    try {
      // Its standard input stays open: nothing more is sent.
      worker.process.stdin().write(greeting.text().getBytes(StandardCharsets.UTF_8));
      worker.process.stdin().flush();
    } catch (IOException e) {
      // It died at once; whoever waits for it to report will be told so by its end.
    }
    return worker;
  }

  /** Options from the environment would add the parent's debugger, agents or another collector. */
  private static Command asWorker(List<String> line) {
    Command command = Command.of(line).pipeStdin().captureLimit(1024);
    for (String variable : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
      if (System.getenv(variable) != null) {
        command = command.env(variable, "");
      }
    }
    return command;
  }

  private void line(Pipe pipe, String text) {
    noteLastWords(text);
    if (pipe == Pipe.STDERR) {
      remember(text);
    }
    events.workerOutput(name, pipe == Pipe.STDERR, text);
  }

  /** Keeps a line of standard error, in case it is among the last. */
  void remember(String line) {
    lock.lock();
    try {
      if (tail.size() == TAIL_LINES) {
        tail.removeFirst();
      }
      tail.addLast(line);
    } finally {
      lock.unlock();
    }
  }

  /**
   * A JVM that ends against its will says why, and where it leaves its report, on either stream.
   */
  private void noteLastWords(String line) {
    lock.lock();
    try {
      outOfMemory |= line.startsWith("Terminating due to java.lang.OutOfMemoryError");
      if (reportFollows && line.startsWith("# ")) {
        crashReport = pathOrNull(line.substring(2).strip());
      }
      reportFollows = line.equals(REPORT_FOLLOWS);
    } finally {
      lock.unlock();
    }
  }

  /** Anybody may print the words that a report follows, and then what is no path. */
  private static @Nullable Path pathOrNull(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  boolean alive() {
    return process.alive();
  }

  void onExit(Runnable action) {
    process.onExit().whenComplete((result, error) -> action.run());
  }

  /** Ends the process and all it has started: TERM, and KILL to what is left after the grace. */
  void stop(Duration grace) {
    process.stop(grace);
  }

  void kill() {
    process.kill();
  }

  /** Waits for the end, at most so long; true when it came. */
  boolean awaitExit(Duration patience) {
    long end = System.nanoTime() + Nanos.of(patience);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          process.await(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
          return true;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (CommandException e) {
          // It has ended; only how is not known.
          return true;
        } catch (TimeoutException e) {
          return false;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** How it ended, as far as that is known; to be asked after its end. */
  WorkerDeath death(long pid, String reason) {
    CommandResult end = process.onExit().exceptionally(error -> null).getNow(null);
    lock.lock();
    try {
      return new WorkerDeath(
          name,
          pid,
          end == null ? OptionalInt.empty() : end.exitCode(),
          end == null ? Optional.empty() : end.signal(),
          reason.isEmpty() && outOfMemory ? "out of memory" : reason,
          List.copyOf(tail),
          Optional.ofNullable(crashReport),
          List.of());
    } finally {
      lock.unlock();
    }
  }
}
