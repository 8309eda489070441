// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * A program that was started. Thread-safe.
 *
 * <p>Captured outputs are drained whether anybody waits or not; a piped one must be read by the
 * caller, or the program waits for that. Closing it stops the program.
 */
public interface RunningCommand extends AutoCloseable {

  /** The process id of the program itself, not of its guard. */
  long pid();

  /** Whether the program has not ended yet. */
  boolean alive();

  /**
   * The program's standard input. Close it to signal the end. Writing fails with an {@code
   * IOException} once the program has closed its end.
   *
   * @throws IllegalStateException unless the command was made with {@link Command#pipeStdin()}
   */
  OutputStream stdin();

  /**
   * The program's standard output.
   *
   * @throws IllegalStateException unless the command was made with {@link Command#pipeStdout()}
   */
  InputStream stdout();

  /**
   * The program's standard error.
   *
   * @throws IllegalStateException unless the command was made with {@link Command#pipeStderr()}
   */
  InputStream stderr();

  /** What was captured of an output up to now, while the program runs on. */
  Captured captured(Pipe pipe);

  /**
   * Waits for the end.
   *
   * @throws CommandException if the line listener failed; the program has been killed
   * @throws InterruptedException if the caller is interrupted; the program goes on
   */
  CommandResult await() throws InterruptedException;

  /**
   * Waits at most {@code patience} for the end.
   *
   * @throws TimeoutException if it has not ended by then; it goes on
   * @throws CommandException if the line listener failed; the program has been killed
   * @throws InterruptedException if the caller is interrupted; the program goes on
   */
  CommandResult await(Duration patience) throws InterruptedException, TimeoutException;

  /** A future of its own that ends with the program; cancelling it does not stop the program. */
  CompletableFuture<CommandResult> onExit();

  /**
   * Stops the program: TERM to its whole tree and session, and KILL to what is left after the
   * grace. Returns when all are gone. An interrupt ends the grace, and is restored.
   */
  void stop(Duration grace);

  /** Kills the whole tree and session at once, and returns when all are gone. */
  void kill();

  /** Stops the program with the command's grace and closes its streams. Idempotent. */
  @Override
  void close();
}
