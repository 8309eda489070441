// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A worker's operating-system process, its output and its end. */
final class WorkerProcess {
  private static final int TAIL_LINES = 40;
  private static final String REPORT_FOLLOWS =
      "# An error report file with more information is saved as:";

  private final String name;
  private final Events events;
  private final Process process;
  private final List<Thread> pumps;
  private final ReentrantLock lock = new ReentrantLock();
  // guarded by lock; filled by the pumps
  private final ArrayDeque<String> tail = new ArrayDeque<>();
  // guarded by lock
  private boolean reportFollows;
  // guarded by lock
  private @Nullable Path crashReport;

  private WorkerProcess(String name, Events events, Process process) {
    this.name = name;
    this.events = events;
    this.process = process;
    this.pumps =
        List.of(
            pump(process.getInputStream(), false, name + "-out"),
            pump(process.getErrorStream(), true, name + "-err"));
  }

  static WorkerProcess start(String name, List<String> command, Greeting greeting, Events events) {
    try {
      Process process = new ProcessBuilder(command).start();
      var worker = new WorkerProcess(name, events, process);
      // Its standard input stays open: nothing more is sent, and its end means ours.
      var stdin = process.getOutputStream();
      stdin.write(greeting.text().getBytes(StandardCharsets.UTF_8));
      stdin.flush();
      return worker;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "worker process: " + e.getMessage() + " (expected: a java that starts)", e);
    }
  }

  private Thread pump(InputStream stream, boolean stderr, String threadName) {
    return Thread.ofPlatform().daemon().name(threadName).start(() -> drain(stream, stderr));
  }

  private void drain(InputStream stream, boolean stderr) {
    try (var lines = new BufferedReader(new InputStreamReader(stream))) {
      String line = lines.readLine();
      while (line != null) {
        remember(line);
        events.workerOutput(name, stderr, line);
        line = lines.readLine();
      }
    } catch (IOException e) {
      // The process's end closed the pipe.
    }
  }

  private void remember(String line) {
    lock.lock();
    try {
      if (tail.size() == TAIL_LINES) {
        tail.removeFirst();
      }
      tail.addLast(line);
      if (reportFollows && line.startsWith("# ")) {
        crashReport = Path.of(line.substring(2).strip());
      }
      reportFollows = line.equals(REPORT_FOLLOWS);
    } finally {
      lock.unlock();
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  void onExit(Runnable action) {
    process.onExit().thenRun(action);
  }

  /** Asks the process to end. */
  void terminate() {
    process.destroy();
  }

  /** Ends the process and all it has started. */
  void kill() {
    List<ProcessHandle> below = process.descendants().toList();
    process.destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
  }

  /** Waits for the end, at most so long; true when it came. */
  boolean awaitExit(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return process.waitFor(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  void joinPumps() {
    Threads.joinAll(pumps, Duration.ofMillis(500));
  }

  /** How it ended; to be asked after its end. */
  WorkerDeath death(long pid, String reason) {
    joinPumps();
    int code = process.exitValue();
    Optional<String> signal = signalOf(code);
    lock.lock();
    try {
      String known = reason.isEmpty() && outOfMemory() ? "out of memory" : reason;
      return new WorkerDeath(
          name,
          pid,
          signal.isPresent() ? OptionalInt.empty() : OptionalInt.of(code),
          signal,
          known,
          List.copyOf(tail),
          Optional.ofNullable(crashReport),
          List.of());
    } finally {
      lock.unlock();
    }
  }

  private boolean outOfMemory() {
    return tail.stream()
        .anyMatch(line -> line.startsWith("Terminating due to java.lang.OutOfMemoryError"));
  }

  private static Optional<String> signalOf(int code) {
    return switch (code) {
      case 134 -> Optional.of("SIGABRT");
      case 135 -> Optional.of("SIGBUS");
      case 136 -> Optional.of("SIGFPE");
      case 137 -> Optional.of("SIGKILL");
      case 139 -> Optional.of("SIGSEGV");
      case 143 -> Optional.of("SIGTERM");
      default -> Optional.empty();
    };
  }
}
