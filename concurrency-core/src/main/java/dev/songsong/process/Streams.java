// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** What flows between the JVM and one running program: it is fed, drained and listened to. */
final class Streams {
  // An output open longer than this after the program's end is held by a process it left behind.
  private static final Duration DRAINED = Duration.ofMillis(100);
  private static final Duration ABANDONED = Duration.ofSeconds(1);

  private final Command command;
  private final String name;
  private final BoundedCapture out;
  private final BoundedCapture err;
  private final List<Pump> pumps =
      new CopyOnWriteArrayList<>(); // written by the owner, read by any

  Streams(Command command, String name) {
    this.command = command;
    this.name = name;
    this.out = new BoundedCapture(command.limits().captureBytes());
    this.err = new BoundedCapture(command.limits().captureBytes());
  }

  /** Begins to feed and to drain; {@code onFailure} runs if a listener fails. */
  void connect(Child child, Runnable onFailure) {
    Process process = child.process();
    if (command.output() instanceof Output.Capture) {
      pump(Pipe.STDOUT, process.getInputStream(), out, onFailure);
    }
    if (command.error() instanceof Output.Capture) {
      pump(Pipe.STDERR, process.getErrorStream(), err, onFailure);
    }
    switch (command.input()) {
      case Input.Bytes(var bytes) ->
          Thread.ofPlatform().daemon().name(name + "-stdin").start(() -> feed(process, bytes));
      case Input.Empty() -> feed(process, new byte[0]);
      case Input.FromFile _, Input.Piped() -> {}
    }
  }

  private void pump(Pipe pipe, InputStream from, BoundedCapture capture, Runnable onFailure) {
    String role = pipe == Pipe.STDOUT ? "-stdout" : "-stderr";
    LineListener listener = command.listener();
    var pump = new Pump(name + role, from, capture, line -> listener.line(pipe, line), onFailure);
    pumps.add(pump);
    pump.start();
  }

  private static void feed(Process process, byte[] bytes) {
    try (OutputStream to = process.getOutputStream()) {
      to.write(bytes);
    } catch (IOException closed) {
      // A program need not read its input to the end; "head" doesn't.
    }
  }

  /** Waits for the ends of the outputs after the program's end, and gives up on one that stays. */
  void drain(Child child) throws InterruptedException {
    for (Pump pump : pumps) {
      if (!pump.await(DRAINED)) {
        child.kill();
      }
      if (!pump.await(ABANDONED)) {
        pump.abandon();
      }
    }
  }

  Captured captured(Pipe pipe) {
    return pipe == Pipe.STDOUT ? out.snapshot() : err.snapshot();
  }

  /** Whether the caller is a pump, in its line listener. */
  boolean listening() {
    return pumps.stream().anyMatch(Pump::isCaller);
  }

  /** What a line listener threw. */
  Optional<Throwable> failure() {
    return pumps.stream().map(Pump::failure).flatMap(Optional::stream).findFirst();
  }
}
