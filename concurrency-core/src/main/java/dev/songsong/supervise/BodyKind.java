// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import dev.songsong.internal.ClassFiles;
import dev.songsong.internal.Unserializable;
import dev.songsong.machine.Budget;
import dev.songsong.process.JvmCommand;
import dev.songsong.process.RunningCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Bodies in worker JVMs. The body goes to the worker's standard input, and so does the word to
 * stop; the worker says that it is ready, or still there, by a line with a token that nobody else
 * knows.
 */
final class BodyKind implements JvmKind {
  private static final Duration TERM_GRACE = Duration.ofSeconds(1);
  private static final int KEPT_BYTES = 64 * 1024;

  private final JvmFlags flags;
  private final Optional<Budget> given;
  private final String body;

  private BodyKind(JvmFlags flags, Optional<Budget> given, String body) {
    this.flags = flags;
    this.given = given;
    this.body = body;
  }

  /** The kind for one body, with a share of its own; what can't be serialized is refused here. */
  static BodyKind of(String name, Body body, JvmFlags flags) {
    return new BodyKind(flags, Optional.empty(), serialized(name, body));
  }

  /** The kind for one body, with a share that somebody else holds. */
  static BodyKind in(Budget share, String name, Body body, JvmFlags flags) {
    return new BodyKind(flags, Optional.of(share), serialized(name, body));
  }

  @Override
  public int cores() {
    return given.isPresent() ? 0 : flags.cores().orElse(1);
  }

  private static String serialized(String name, Body body) {
    var bytes = new ByteArrayOutputStream();
    try (var objects = new BodyOutput(bytes)) {
      objects.writeObject(body);
    } catch (MissingClassException e) {
      throw new IllegalArgumentException("body of " + name + ": class " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "body of "
              + name
              + ": "
              + Unserializable.in(body).orElseGet(e::getMessage)
              + " (expected: serializable). Make it from plain values inside the worker.",
          e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** A class that no worker would find. */
  private static final class MissingClassException extends IOException {
    private static final long serialVersionUID = 1;

    MissingClassException(String why) {
      super(why);
    }
  }

  /** Asks of each class whether a worker finds it: its own error would come late, and be long. */
  private static final class BodyOutput extends ObjectOutputStream {
    BodyOutput(OutputStream out) throws IOException {
      super(out);
    }

    @Override
    protected void annotateClass(Class<?> type) throws IOException {
      Optional<String> missing = ClassFiles.missing(type);
      if (missing.isPresent()) {
        throw new MissingClassException(missing.get());
      }
    }
  }

  @Override
  public RunningChild start(ChildContext context) {
    Budget share = given.orElseGet(() -> Budget.current().worker(1));
    var talk = new BodyTalk(context);
    RunningCommand running =
        JvmCommand.of(flags.in(share), BodyMain.class)
            .pipeStdin()
            .captureLimit(KEPT_BYTES)
            .onLine(talk::heard)
            .start();
    try {
      talk.begin(running, body);
    } catch (IOException e) {
      // A JVM that ends before it listens, for one of its flags, say: its end tells why.
    }
    CompletableFuture<Exit> exit = CommandKind.exitOf(running);
    return new Worker(running, talk, exit.whenComplete((_, _) -> talk.end()));
  }

  /** One worker JVM that runs. */
  private record Worker(RunningCommand running, BodyTalk talk, CompletableFuture<Exit> exit)
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
    public boolean responds() throws IOException {
      return talk.responds(running);
    }

    @Override
    public void stop(Duration grace) {
      boolean interrupted = false;
      if (grace.isPositive() && !exit.isDone()) {
        try {
          talk.stop(running);
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
