// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One run of a command, by a thread of its own: the owner.
 *
 * <p>The owner starts the program, waits for its end or its time limit, waits for the pumps, and
 * completes the result. It lives as long as the program because the parent-death signal is tied to
 * the thread that started it.
 */
final class Execution implements RunningCommand {
  private static final AtomicLong COUNT = new AtomicLong(); // numbers the threads' names

  private final Command command;
  private final String name;
  private final long startNanos = System.nanoTime();
  private final CompletableFuture<Child> started = new CompletableFuture<>();
  private final CompletableFuture<CommandResult> result = new CompletableFuture<>();
  private final Streams streams;

  private Execution(Command command) {
    this.command = command;
    this.name = "command-" + command.shortName() + "-" + COUNT.incrementAndGet();
    this.streams = new Streams(command, name);
  }

  static Execution start(Command command, Guard guard) {
    var execution = new Execution(command);
    Thread.ofPlatform().daemon().name(execution.name).start(() -> execution.own(guard));
    execution.child();
    return execution;
  }

  private Child child() {
    try {
      return started.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof CommandException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void own(Guard guard) {
    Child child;
    try {
      child = guard.launch(command);
    } catch (IOException e) {
      started.completeExceptionally(StartFailure.of(command, e));
      return;
    } catch (RuntimeException | Error e) {
      started.completeExceptionally(e);
      return;
    }
    try {
      streams.connect(child, () -> end(child, Duration.ZERO));
      started.complete(child);
      boolean inTime = waitInTime(child);
      if (!inTime) {
        end(child, command.limits().grace());
      }
      settle(child);
      complete(child, !inTime);
    } catch (InterruptedException | RuntimeException | Error e) {
      child.kill();
      started.completeExceptionally(e);
      result.completeExceptionally(e);
    } finally {
      child.release();
    }
  }

  private boolean waitInTime(Child child) throws InterruptedException {
    Optional<Duration> limit = command.limits().time();
    if (limit.isEmpty()) {
      child.process().waitFor();
      return true;
    }
    return child.process().waitFor(limit.get());
  }

  /** TERM, grace, KILL; by the owner at the time limit, or by anyone who stops the program. */
  private static void end(Child child, Duration grace) {
    boolean interrupted = false;
    if (grace.isPositive()) {
      child.terminate();
      try {
        child.process().waitFor(grace);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    child.kill();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void settle(Child child) throws InterruptedException {
    if (!child.process().waitFor(Child.KILL_PATIENCE)) {
      child.process().destroyForcibly().waitFor();
    }
    if (child.unguarded()) {
      child.kill();
    }
    streams.drain(child);
  }

  private void complete(Child child, boolean timedOut) {
    Ending ending = child.ending();
    Optional<Throwable> failure = streams.failure();
    var end =
        new CommandResult(
            command.line(),
            child.pid(),
            ending.exitCode(),
            ending.signal(),
            timedOut,
            streams.captured(Pipe.STDOUT),
            streams.captured(Pipe.STDERR),
            Duration.ofNanos(System.nanoTime() - startNanos));
    if (failure.isPresent()) {
      result.completeExceptionally(
          new CommandException(
              "line listener of " + command.line().getFirst() + ": " + failure.get(),
              failure.get()));
    } else {
      result.complete(end);
    }
  }

  @Override
  public long pid() {
    return child().pid();
  }

  @Override
  public boolean alive() {
    return child().process().isAlive();
  }

  @Override
  public OutputStream stdin() {
    if (command.input() instanceof Input.Piped) {
      return child().process().getOutputStream();
    }
    throw notPiped("stdin", "pipeStdin()");
  }

  @Override
  public InputStream stdout() {
    if (command.output() instanceof Output.Piped) {
      return child().process().getInputStream();
    }
    throw notPiped("stdout", "pipeStdout()");
  }

  @Override
  public InputStream stderr() {
    if (command.error() instanceof Output.Piped) {
      return child().process().getErrorStream();
    }
    throw notPiped("stderr", "pipeStderr()");
  }

  private static IllegalStateException notPiped(String stream, String remedy) {
    return new IllegalStateException(
        stream + ": not piped (expected: a piped stream). Make the command with " + remedy + ".");
  }

  @Override
  public Captured captured(Pipe pipe) {
    return streams.captured(pipe);
  }

  @Override
  public CommandResult await() throws InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  @Override
  public CommandResult await(Duration patience) throws InterruptedException, TimeoutException {
    try {
      return result.get(TimeUnit.NANOSECONDS.convert(patience), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  private static CommandException unwrapped(ExecutionException e) {
    return e.getCause() instanceof CommandException cause
        ? cause
        : new CommandException("command: " + e.getCause(), e.getCause());
  }

  @Override
  public CompletableFuture<CommandResult> onExit() {
    return result.copy();
  }

  @Override
  public void stop(Duration grace) {
    if (!result.isDone()) {
      end(child(), grace);
      // The owner sees the end soon, because all are gone; but a listener that stops its own
      // program is what the owner then waits for.
      if (!streams.listening()) {
        result.handle((_, _) -> true).join();
      }
    }
  }

  @Override
  public void kill() {
    stop(Duration.ZERO);
  }

  @Override
  public void close() {
    stop(command.limits().grace());
    Process process = child().process();
    closeQuietly(process.getOutputStream());
    closeQuietly(process.getInputStream());
    closeQuietly(process.getErrorStream());
  }

  private static void closeQuietly(AutoCloseable stream) {
    try {
      stream.close();
    } catch (Exception e) {
      // The program is gone: what was not flushed to it has no reader.
    }
  }
}
