// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Drains one of a program's outputs to its end, whatever happens to those who listen.
 *
 * <p>A platform thread, because a read of a process's pipe would hold a virtual thread's carrier.
 */
final class Pump implements Runnable {
  private final InputStream from;
  private final BoundedCapture capture;
  private final LineSplitter lines;
  private final CountDownLatch done = new CountDownLatch(1);
  // Written by the pump, read by the owner of the command after done, hence volatile.
  private volatile Optional<Throwable> failure = Optional.empty();
  private final Runnable onFailure;

  Pump(
      Pipe pipe,
      InputStream from,
      BoundedCapture capture,
      LineListener listener,
      Runnable onFailure) {
    this.from = from;
    this.capture = capture;
    this.lines = new LineSplitter(line -> listener.line(pipe, line));
    this.onFailure = onFailure;
  }

  static Pump start(
      Pipe pipe,
      InputStream from,
      BoundedCapture capture,
      Command command,
      Runnable onFailure,
      String name) {
    var pump = new Pump(pipe, from, capture, command.listener(), onFailure);
    Thread.ofPlatform().daemon().name(name).start(pump);
    return pump;
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
