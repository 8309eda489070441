// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static java.util.Objects.requireNonNull;

import dev.songsong.machine.Budget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One life of a child, from its start to its end, by a thread of its own: the minder. All user code
 * that may take long runs there, so that none can hold up the supervisor.
 *
 * <p>What the owner and the child have to say comes to the inbox; what the owner is to know goes to
 * its mailbox, ending with exactly one {@link Message.Down}.
 */
final class Life implements ChildContext {
  /** How long a killed child may take to be gone. */
  static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

  private static final long PROBE_PAUSE = Duration.ofMillis(10).toNanos();
  private static final int CONNECT_MILLIS = 1000;

  private sealed interface Signal {
    /** The owner asks for the end. */
    record Stop() implements Signal {}

    /** The child says it is ready, or printed the line that says so. */
    record Ready() implements Signal {}

    /** The child has ended. */
    record Ended(Exit exit) implements Signal {}
  }

  private final ChildSpec spec;
  private final TimeSource time;
  private final Consumer<Message> owner;
  private final Thread minder;
  private final BlockingQueue<Signal> inbox = new LinkedBlockingQueue<>();
  private volatile boolean asked; // to end; written by the owner, read by the minder
  private volatile boolean hurried; // written by the owner, read by the minder
  private volatile @Nullable RunningChild running; // written by the minder, read by the owner
  private String lastNo = ""; // why the last probe said no; the minder's alone

  Life(ChildSpec spec, Budget share, String supervisor, TimeSource time, Consumer<Message> owner) {
    this.spec = spec;
    this.time = time;
    this.owner = owner;
    this.minder =
        Thread.ofPlatform()
            .daemon()
            .name(minderName(supervisor, spec.name()))
            .unstarted(() -> share.run(this::mind));
  }

  static String minderName(String supervisor, String child) {
    return "minder-" + supervisor + "-" + child;
  }

  void begin() {
    try {
      minder.start();
    } catch (OutOfMemoryError e) {
      // No more threads: a failed start like any other.
      owner.accept(new Message.Down(this, Exit.threw(e)));
    }
  }

  /** Asks for the end, with the child's grace; returns at once. */
  void stop() {
    asked = true;
    // Interrupted before it is told, so that by the time it stops the child the interrupt is spent.
    minder.interrupt();
    inbox.add(new Signal.Stop());
  }

  /** Ends the grace of a life that was asked to stop. */
  void hurry() {
    hurried = true;
    minder.interrupt();
  }

  /**
   * Leaves a minder that user code holds, and has the child killed: by another thread, or by the
   * minder when the start that holds it gives it a child after all.
   */
  void abandon() {
    hurry();
    inbox.add(new Signal.Stop());
    RunningChild child = running;
    if (child != null) {
      Thread.ofPlatform().daemon().name("undertaker-" + spec.name()).start(child::kill);
    }
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public void ready() {
    if (spec.readiness() instanceof Readiness.Declared) {
      inbox.add(new Signal.Ready());
    }
  }

  @Override
  public void printed(String line) {
    if (spec.readiness() instanceof Readiness.Line(var matches) && matches.test(line)) {
      inbox.add(new Signal.Ready());
    }
  }

  private void mind() {
    Exit exit;
    try {
      RunningChild child = spec.kind().start(this);
      running = child;
      child.onExit().whenComplete((end, failure) -> inbox.add(new Signal.Ended(end(end, failure))));
      owner.accept(new Message.Launched(this, child.pid()));
      exit = awaitReady(child);
    } catch (Throwable e) {
      // Errors too: the owner must hear of the end of every life.
      exit = Exit.threw(e);
      killUnminded(e);
    }
    owner.accept(new Message.Down(this, exit));
  }

  /** The child that this minder can't mind any longer, if there is one, doesn't live on. */
  private void killUnminded(Throwable why) {
    RunningChild child = running;
    if (child != null) {
      try {
        child.kill();
      } catch (RuntimeException | Error e) {
        why.addSuppressed(e);
      }
    }
  }

  private static Exit end(@Nullable Exit end, @Nullable Throwable failure) {
    return end == null ? Exit.threw(requireNonNull(failure)) : end;
  }

  private Exit awaitReady(RunningChild child) {
    long limit = time.nanos() + spec.startLimit().toNanos();
    boolean ready = spec.readiness() instanceof Readiness.Started;
    while (!ready) {
      ready = probe();
      long now = time.nanos();
      if (ready) {
        continue;
      }
      if (now - limit >= 0) {
        return finish(
            child,
            Exit.abnormal("not ready after " + spec.startLimit().toMillis() + " ms" + lastNo));
      }
      switch (next(probes() ? Math.min(limit, now + PROBE_PAUSE) : limit)) {
        case Signal.Ended(var exit) -> {
          return exit;
        }
        case Signal.Stop() -> {
          return stopped(child);
        }
        case Signal.Ready() -> ready = true;
        case null -> {}
      }
    }
    owner.accept(new Message.Up(this));
    return watch(child);
  }

  private Exit watch(RunningChild child) {
    int failures = 0;
    while (true) {
      long pause = spec.health().map(check -> check.every().toNanos()).orElse(Long.MAX_VALUE / 2);
      switch (next(time.nanos() + pause)) {
        case Signal.Ended(var exit) -> {
          return exit;
        }
        case Signal.Stop() -> {
          return stopped(child);
        }
        case Signal.Ready() -> {}
        case null -> {
          HealthCheck health = spec.health().orElseThrow();
          // A check that the owner interrupted says nothing of the child.
          failures = says(health.of(child)) || asked ? 0 : failures + 1;
          if (failures >= health.failures()) {
            return finish(child, Exit.abnormal(health.verdict() + lastNo));
          }
        }
      }
    }
  }

  /** The next signal, or null when the time has come. */
  private @Nullable Signal next(long until) {
    while (true) {
      try {
        return time.poll(inbox, until);
      } catch (InterruptedException e) {
        // Only the owner interrupts: what it wants is in the inbox, or about to be.
      }
    }
  }

  private boolean probes() {
    return spec.readiness() instanceof Readiness.Port
        || spec.readiness() instanceof Readiness.Probe;
  }

  private boolean probe() {
    return switch (spec.readiness()) {
      case Readiness.Started() -> true;
      case Readiness.Declared(), Readiness.Line(_) -> false;
      case Readiness.Port(var address) -> says(() -> accepts(address));
      case Readiness.Probe(var probe) -> says(probe);
    };
  }

  /** What it throws is a no, Errors too: a probe is often an assertion. */
  private boolean says(Callable<Boolean> question) {
    try {
      boolean yes = question.call();
      lastNo = "";
      return yes;
    } catch (InterruptedException e) {
      return false;
    } catch (Throwable e) {
      lastNo = ": " + e;
      return false;
    }
  }

  private static boolean accepts(InetSocketAddress address) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(address, CONNECT_MILLIS);
      return true;
    }
  }

  private Exit stopped(RunningChild child) {
    Thread.interrupted();
    child.stop(hurried ? Duration.ZERO : spec.grace());
    return ended(child).orElseGet(() -> Exit.abnormal("still runs: it ignores its end"));
  }

  /** Kills the child for the reason given. */
  private Exit finish(RunningChild child, Exit reason) {
    child.kill();
    return ended(child).isPresent()
        ? reason
        : Exit.abnormal(reason + "; still runs: it ignores its end");
  }

  private static Optional<Exit> ended(RunningChild child) {
    long until = System.nanoTime() + KILL_PATIENCE.toNanos();
    while (true) {
      try {
        long left = Math.max(0, until - System.nanoTime());
        return Optional.of(child.onExit().get(left, TimeUnit.NANOSECONDS));
      } catch (InterruptedException e) {
        // Hurried: it has been killed already, and the wait is short.
      } catch (TimeoutException e) {
        return Optional.empty();
      } catch (ExecutionException e) {
        return Optional.of(Exit.threw(e.getCause()));
      }
    }
  }
}
