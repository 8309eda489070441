// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import dev.songsong.process.CommandException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Starts worker processes: greets each, waits until it has connected, and has it rehearse, so that
 * what it hands out is ready to run.
 */
final class WorkerStarter {
  private static final String CLOSING = "the pool is closing";

  private final String pool;
  private final PoolSize size;
  private final WorkerOptions options;
  private final Events events;
  private final Hub hub;
  private final JavaCommand command;
  private final Timer timer;
  private final Job<String> rehearsal;
  private final AtomicLong numbers = new AtomicLong();
  // Processes that have not reported; added and removed by those who start them.
  private final Set<WorkerProcess> starting = ConcurrentHashMap.newKeySet();
  // The worker that makes the cache, while it does; written by that thread, read by stop().
  private volatile @Nullable Worker trainee;
  // Written by stop(), read by those who start workers.
  private volatile boolean stopped;

  WorkerStarter(
      String pool,
      PoolSize size,
      WorkerOptions options,
      Events events,
      Shipper shipper,
      Timer timer) {
    this.pool = pool;
    this.size = size;
    this.options = options;
    this.events = events;
    this.timer = timer;
    var jobs = new ArrayList<Job<String>>();
    shipper.<String, String>shipAll(List.of("ready"), text -> text, jobs);
    this.rehearsal = jobs.getFirst();
    this.hub = Hub.open("hub-" + pool);
    this.command = prepare();
  }

  private JavaCommand prepare() {
    try {
      return JavaCommand.prepare(options, size.worker(), hub.directory());
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Starts a worker and waits until it is ready.
   *
   * @throws WorkerDiedException if it doesn't become so
   */
  Worker start() {
    return start(command.line(), events);
  }

  private Worker start(List<String> line, Events heard) {
    refuseIfStopped();
    long number = numbers.incrementAndGet();
    String name = "worker-" + pool + "-" + number;
    Hub.Expected expected = hub.expect(number, size.threadsEach());
    var greeting =
        new Greeting(
            hub.socket(), number, expected.token(), size.threadsEach(), options.allowedPackages());
    try {
      WorkerProcess process = WorkerProcess.start(name, line, greeting, heard);
      starting.add(process);
      try {
        return ready(name, process, expected);
      } finally {
        starting.remove(process);
      }
    } catch (CommandException e) {
      throw new WorkerDiedException(unstarted(name, e.getMessage()));
    } finally {
      hub.forget(number);
    }
  }

  private Worker ready(String name, WorkerProcess process, Hub.Expected expected) {
    process.onExit(() -> expected.ready().cancel(false));
    if (stopped) {
      process.kill();
    }
    Future<?> overdue = timer.after(options.startTimeout(), () -> killAside(name, process));
    try {
      Hub.Connections connections =
          expected.ready().get(Nanos.of(options.startTimeout()), TimeUnit.NANOSECONDS);
      var worker = new Worker(name, process, connections);
      worker.rehearse(rehearsal);
      return worker;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(process, expected, "the start was interrupted");
    } catch (TimeoutException e) {
      throw failed(process, expected, "not ready after " + options.startTimeout());
    } catch (CancellationException e) {
      // By its end, of which the process knows more.
      throw failed(process, expected, "could not be started");
    } catch (ExecutionException | IOException e) {
      throw failed(process, expected, "could not be started: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      discard(process, expected);
      throw e;
    } finally {
      overdue.cancel(false);
    }
  }

  /** Killing waits for the process's end; the timer must not. */
  private static void killAside(String name, WorkerProcess process) {
    Thread.ofPlatform().daemon().name("kill-" + name).start(process::kill);
  }

  private WorkerDiedException failed(WorkerProcess process, Hub.Expected expected, String why) {
    discard(process, expected);
    return new WorkerDiedException(process.death(-1, stopped ? CLOSING : why));
  }

  private void discard(WorkerProcess process, Hub.Expected expected) {
    process.kill();
    process.awaitExit(options.startTimeout());
    expected.ready().thenAccept(Hub.Connections::close);
  }

  private void refuseIfStopped() {
    if (stopped) {
      throw refusal();
    }
  }

  /** What they hear who want a worker of a pool that is closing. */
  WorkerDiedException refusal() {
    return new WorkerDiedException(unstarted("worker-" + pool, CLOSING));
  }

  /** A start that failed in a way of which the starter knows nothing. */
  WorkerDiedException unstartable(Throwable error) {
    var why = new StringBuilder("could not be started: ").append(error);
    for (Throwable e = error.getCause(); e != null; e = e.getCause()) {
      why.append("; ").append(e);
    }
    var failure = new WorkerDiedException(unstarted("worker-" + pool, why.toString()));
    failure.addSuppressed(error);
    return failure;
  }

  private static WorkerDeath unstarted(String name, String why) {
    return WorkerDeath.unknown(name, -1, why);
  }

  /** Whether a cache could make further starts faster and there is none. */
  boolean wantsCache() {
    return command.missingCache().isPresent();
  }

  /** Makes the cache by a worker's whole life; takes seconds, and leaves nothing if it fails. */
  void makeCache() {
    command.missingCache().ifPresent(this::makeCache);
  }

  private void makeCache(AotCache cache) {
    try {
      Path draft = cache.draft();
      try {
        // The JVM prints what it records; nobody asked to hear it.
        Worker recorded = start(command.trainingLine(draft), Events.unheard(pool));
        trainee = recorded;
        recorded.retire();
        if (stopped) {
          recorded.stop(Duration.ZERO);
        }
        recorded.awaitRetired(options.startTimeout());
        trainee = null;
        if (!stopped) {
          cache.adopt(draft);
        }
      } finally {
        Files.deleteIfExists(draft);
        // The JVM's own intermediate file, when it was ended before it could.
        Files.deleteIfExists(draft.resolveSibling(draft.getFileName() + ".config"));
      }
    } catch (IOException | WorkerDiedException e) {
      // Workers go on starting as fast as they did.
    }
  }

  /** Starts no more; those that have not reported are ended. */
  void stop() {
    stopped = true;
    starting.forEach(WorkerProcess::kill);
    Worker training = trainee;
    if (training != null) {
      training.stop(Duration.ZERO);
    }
  }

  /** Closes the hub; called when all workers have ended. */
  void close() {
    try {
      hub.close();
    } catch (IOException e) {
      throw new UncheckedIOException("hub: " + e.getMessage() + " (expected: removable)", e);
    }
  }
}
