// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Drains one of a program's outputs to its end, whatever happens to those who listen.
 *
 * <p>A platform thread, because a read of a process's pipe would hold a virtual thread's carrier.
 */
final class Pump implements Runnable {
  private final InputStream from;
  private final BoundedCapture capture;
  private final LineSplitter lines;
  private final Runnable onFailure;
  private final Thread thread;
  private final CountDownLatch done = new CountDownLatch(1);
  // Written by the pump, read by the owner of the command.
  private volatile Optional<Throwable> failure = Optional.empty();

  /**
   * A pump that is not running yet.
   *
   * @param lines hears the lines
   * @param onFailure runs once, in the pump's thread, if hearing a line fails
   */
  Pump(
      String name,
      InputStream from,
      BoundedCapture capture,
      Consumer<String> lines,
      Runnable onFailure) {
    this.from = from;
    this.capture = capture;
    this.lines = new LineSplitter(lines);
    this.onFailure = onFailure;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this);
  }

  void start() {
    thread.start();
  }

  /** Whether the caller is this pump, in a listener. */
  boolean isCaller() {
    return Thread.currentThread() == thread;
  }

  @Override
  public void run() {
    var buffer = new byte[16 * 1024];
    try (from) {
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        capture.write(buffer, count);
        int read = count;
        listen(() -> lines.accept(buffer, read));
      }
      listen(lines::finish);
    } catch (IOException closed) {
      // The owner closed the stream because a process out of reach keeps the pipe open.
    } finally {
      done.countDown();
    }
  }

  private void listen(Runnable call) {
    if (failure.isPresent()) {
      return;
    }
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      failure = Optional.of(e);
      onFailure.run();
    }
  }

  /** Waits for the end of the output; false if it has not come in that time. */
  boolean await(Duration patience) throws InterruptedException {
    return done.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** What the line listener threw. */
  Optional<Throwable> failure() {
    return failure;
  }

  /** Gives up on an output that does not end. */
  void abandon() {
    try {
      from.close();
    } catch (IOException e) {
      // There is nothing left to save.
    }
  }
}
