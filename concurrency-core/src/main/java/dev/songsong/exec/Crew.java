// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A pool's workers: starts them, keeps spares, counts the dead and ends them all. */
final class Crew {
  private final Pool pool;
  private final String name;
  private final int processes;
  private final int threadsEach;
  private final WorkerOptions options;
  private final Events events;
  private final Shipper shipper;
  private final List<WorkerSeat> seats = new ArrayList<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong started = new AtomicLong();
  private final AtomicLong died = new AtomicLong();
  // Every worker whose process has not been seen to end.
  private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Worker> spares = new LinkedBlockingQueue<>();
  // Which functions each connection's worker knows; each value is used by that slot's thread only.
  private final Map<FrameChannel, Map<Integer, ShippedFunction>> sent = new ConcurrentHashMap<>();
  // Set once by start(), under the pool's life lock; read by any.
  private volatile @Nullable Hub hub;
  private volatile List<String> command = List.of();
  // Processes that have not reported; added and removed by those who start them.
  private final Set<WorkerProcess> starting = ConcurrentHashMap.newKeySet();
  // Written by stopHiring(), read by those who start workers.
  private volatile boolean closing;

  Crew(
      Pool pool,
      String name,
      int processes,
      int threadsEach,
      WorkerOptions options,
      Events events) {
    this.pool = pool;
    this.name = name;
    this.processes = processes;
    this.threadsEach = threadsEach;
    this.options = options;
    this.events = events;
    this.shipper = new Shipper(options.allowedPackages());
  }

  Shipper shipper() {
    return shipper;
  }

  long workersStarted() {
    return started.get();
  }

  long workersDied() {
    return died.get();
  }

  /** Opens the hub and starts a thread a slot; workers come when tasks do. */
  void start() {
    Hub opened = Hub.open("hub-" + name);
    hub = opened;
    command = JavaCommand.build(options, processes, threadsEach, opened.directory());
    for (int i = 1; i <= processes; i++) {
      var seat = new WorkerSeat(this, options);
      seats.add(seat);
      for (int slot = 0; slot < threadsEach; slot++) {
        pool.startThread(
            "slot-" + name + "-" + i + "-" + (slot + 1),
            new RemoteRunner(pool, this, seat, slot, events));
      }
    }
  }

  void warmUp() throws InterruptedException {
    var starters = new ArrayList<Thread>();
    for (WorkerSeat seat : seats) {
      starters.add(Thread.ofPlatform().daemon().name("warm-up-" + name).start(seat::worker));
    }
    for (Thread starter : starters) {
      starter.join();
    }
    for (WorkerSeat seat : seats) {
      seat.worker();
    }
  }

  /** A worker for a seat: a spare if one is ready, else a new one. */
  Worker hire() {
    Worker spare = spares.poll();
    while (spare != null && !spare.alive()) {
      spare = spares.poll();
    }
    Worker worker = spare == null ? startWorker() : spare;
    if (options.spares() > 0 && spares.isEmpty() && !closing) {
      pool.startThread("spare-" + name, this::addSpare);
    }
    return worker;
  }

  private void addSpare() {
    try {
      while (!closing && spares.size() < options.spares()) {
        spares.add(startWorker());
      }
    } catch (WorkerDiedException e) {
      // A spare is an offer; whoever needs a worker will start one and hear of the trouble.
    }
  }

  private Worker startWorker() {
    Hub at = hub;
    if (at == null || closing) {
      throw new WorkerDiedException(unstarted("the pool is closing"));
    }
    long number = numbers.incrementAndGet();
    String workerName = "worker-" + name + "-" + number;
    Hub.Expected expected = at.expect(number, threadsEach);
    var greeting =
        new Greeting(at.socket(), number, expected.token(), threadsEach, options.allowedPackages());
    WorkerProcess process = WorkerProcess.start(workerName, command, greeting, events);
    process.onExit(() -> expected.ready().cancel(false));
    starting.add(process);
    try {
      if (closing) {
        process.kill();
      }
      Hub.Connections connections =
          expected.ready().get(options.startTimeout().toMillis(), TimeUnit.MILLISECONDS);
      var worker = new Worker(workerName, process, connections);
      enrol(worker, process);
      if (closing) {
        dismiss(worker);
        throw new WorkerDiedException(unstarted("the pool is closing"));
      }
      return worker;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failedStart(process, "the start was interrupted");
    } catch (TimeoutException e) {
      throw failedStart(process, "not ready after " + options.startTimeout());
    } catch (ExecutionException | CancellationException e) {
      throw failedStart(process, "could not be started");
    } finally {
      starting.remove(process);
      at.forget(number);
    }
  }

  private void enrol(Worker worker, WorkerProcess process) {
    started.incrementAndGet();
    workers.add(worker);
    events.workerStarted(worker.name(), worker.pid());
    process.onExit(() -> pool.later(Duration.ZERO, () -> ended(worker)));
  }

  private WorkerDiedException failedStart(WorkerProcess process, String why) {
    process.kill();
    process.awaitExit(options.startTimeout());
    WorkerDeath death = process.death(-1, closing ? "the pool is closing" : why);
    if (!closing) {
      died.incrementAndGet();
      events.workerDied(death);
    }
    return new WorkerDiedException(death);
  }

  private WorkerDeath unstarted(String why) {
    return new WorkerDeath(
        "worker-" + name,
        -1,
        OptionalInt.empty(),
        Optional.empty(),
        why,
        List.of(),
        Optional.empty(),
        List.of());
  }

  /** Counts and reports a death once, whoever sees it first. */
  private void ended(Worker worker) {
    if (workers.remove(worker)) {
      WorkerDeath death = worker.death();
      if (!worker.expectedEnd()) {
        died.incrementAndGet();
        events.workerDied(death);
      }
    }
  }

  /** How a worker died, for a slot whose connection to it broke. */
  WorkerDeath bury(Worker worker, int slot) {
    sent.remove(worker.slot(slot));
    WorkerDeath death = worker.deathFor(slot);
    ended(worker);
    return death;
  }

  /** Ends a worker that has served its time. */
  void dismiss(Worker worker) {
    worker.retire();
    worker.awaitRetired(options.killGrace());
    for (int slot = 0; slot < threadsEach; slot++) {
      sent.remove(worker.slot(slot));
    }
    workers.remove(worker);
  }

  /** Sends the function if the connection's worker doesn't know it; returns the bytes sent. */
  int sendFunction(FrameChannel channel, ShippedFunction function) throws IOException {
    Map<Integer, ShippedFunction> known = sent.computeIfAbsent(channel, c -> new HashMap<>());
    if (known.putIfAbsent(function.id(), function) != null) {
      return 0;
    }
    var finished = known.values().stream().filter(ShippedFunction::finished).toList();
    for (ShippedFunction old : finished) {
      known.remove(old.id());
      channel.put(new Frame(Frame.Type.FORGET, 0, old.id(), Frame.EMPTY));
    }
    channel.put(new Frame(Frame.Type.FUNCTION, 0, function.id(), function.bytes()));
    return function.bytes().length;
  }

  /** Starts no more workers; those that have not reported are ended. */
  void stopHiring() {
    closing = true;
    starting.forEach(WorkerProcess::kill);
  }

  /** Ends every worker; called when no slot has work any more. */
  void close() {
    workers.forEach(Worker::retire);
    workers.forEach(worker -> worker.awaitRetired(options.killGrace()));
    workers.clear();
    Hub opened = hub;
    hub = null;
    if (opened != null) {
      try {
        opened.close();
      } catch (IOException e) {
        throw new UncheckedIOException("hub: " + e.getMessage() + " (expected: removable)", e);
      }
    }
  }
}
