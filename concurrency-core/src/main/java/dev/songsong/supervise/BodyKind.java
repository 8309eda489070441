// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import dev.songsong.process.Command;
import dev.songsong.process.JvmCommand;
import dev.songsong.process.Pipe;
import dev.songsong.process.RunningCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Bodies in worker JVMs. The body goes to the worker's standard input, and so does the word to
 * stop; the worker says that it is ready by a line with a token that nobody else knows.
 */
final class BodyKind implements ChildKind {
  private static final Duration TERM_GRACE = Duration.ofSeconds(1);
  private static final int KEPT_BYTES = 64 * 1024;

  private final Command command;
  private final String body;

  private BodyKind(Command command, String body) {
    this.command = command;
    this.body = body;
  }

  /** The kind for one body; what can't be serialized is refused here. */
  static BodyKind of(String name, Body body, List<String> jvmArgs) {
    var args = new ArrayList<>(List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
    args.addAll(jvmArgs);
    Command command = JvmCommand.of(args, BodyMain.class).pipeStdin().captureLimit(KEPT_BYTES);
    return new BodyKind(command, serialized(name, body));
  }

  private static String serialized(String name, Body body) {
    var bytes = new ByteArrayOutputStream();
    try (var objects = new ObjectOutputStream(bytes)) {
      objects.writeObject(body);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "body of "
              + name
              + ": "
              + e.getMessage()
              + " (expected: serializable). Make it from plain values inside the worker.",
          e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  @Override
  public RunningChild start(ChildContext context) throws IOException {
    String token = "songsong-ready-" + UUID.randomUUID();
    RunningCommand running =
        command.onLine((pipe, line) -> heard(context, token, pipe, line)).start();
    try {
      say(running, token + "\n" + body + "\n");
      return new Worker(running, CommandKind.exitOf(running));
    } catch (IOException e) {
      running.close();
      throw e;
    }
  }

  private static void heard(ChildContext context, String token, Pipe pipe, String line) {
    if (line.endsWith(token)) {
      // Before it on the line may be what the body printed without an end.
      if (line.length() > token.length()) {
        heard(context, token, pipe, line.substring(0, line.length() - token.length()));
      }
      context.ready();
      return;
    }
    context.printed(line);
    (pipe == Pipe.STDERR ? System.err : System.out).println(line);
  }

  private static void say(RunningCommand running, String text) throws IOException {
    running.stdin().write(text.getBytes(StandardCharsets.US_ASCII));
    running.stdin().flush();
  }

  /** One worker JVM that runs. */
  private record Worker(RunningCommand running, CompletableFuture<Exit> exit)
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
      boolean interrupted = false;
      if (grace.isPositive() && !exit.isDone()) {
        try {
          say(running, BodyMain.STOP + "\n");
          exit.get(grace.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (TimeoutException | ExecutionException | IOException e) {
          // It doesn't hear, or is gone: what follows ends it in any case.
        }
      }
      running.stop(interrupted || grace.isZero() ? Duration.ZERO : TERM_GRACE);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
