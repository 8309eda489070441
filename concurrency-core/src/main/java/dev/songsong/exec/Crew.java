// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A pool's workers: fills its seats, keeps spares, counts the dead and ends them all. */
final class Crew {
  // A shorter-lived pool would pay for a cache that others profit from.
  private static final Duration CACHE_AFTER = Duration.ofSeconds(10);

  private final Pool pool;
  private final String name;
  private final PoolSize size;
  private final WorkerOptions options;
  private final Events events;
  private final Shipper shipper;
  // Both filled by start(), which its caller guards; read after it.
  private final List<WorkerSeat> seats = new ArrayList<>();
  private int slotsStarted;
  private final AtomicLong started = new AtomicLong();
  private final AtomicLong died = new AtomicLong();
  // Every worker whose process has not been seen to end.
  private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Worker> spares = new LinkedBlockingQueue<>();
  // Whether a thread is adding spares; one does at a time.
  private final AtomicBoolean sparing = new AtomicBoolean();
  // Set once by start(), read by any.
  private volatile @Nullable WorkerStarter starter;
  // Set by whoever closes the starter, and with it the hub.
  private final AtomicBoolean starterClosed = new AtomicBoolean();
  // The first error of a broken installation; set by whoever meets it.
  private final AtomicReference<@Nullable LinkageError> unusable = new AtomicReference<>();
  // Written by stopHiring(), read by those who start workers.
  private volatile boolean closing;

  Crew(Pool pool, String name, PoolSize size, WorkerOptions options, Events events) {
    this.pool = pool;
    this.name = name;
    this.size = size;
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

  /**
   * Gets ready to start workers, and starts a thread a slot; workers come when tasks do. Called by
   * one thread at a time, and again if it failed: then it goes on where that happened.
   */
  void start() {
    if (starter == null) {
      var opened = new WorkerStarter(name, size, options, events, shipper, pool.timer());
      starter = opened;
      if (opened.wantsCache()) {
        pool.timer().after(CACHE_AFTER, () -> pool.startThread("aot-" + name, opened::makeCache));
      }
    }
    for (; slotsStarted < size.parallelism(); slotsStarted++) {
      startSlot(slotsStarted / size.threadsEach(), slotsStarted % size.threadsEach());
    }
  }

  private void startSlot(int place, int slot) {
    if (place == seats.size()) {
      seats.add(new WorkerSeat(this, options));
    }
    pool.startThread(
        "slot-" + name + "-" + (place + 1) + "-" + (slot + 1),
        new RemoteRunner(pool, this, seats.get(place), slot, events));
  }

  /** Fills every seat, all at once. */
  void warmUp() throws InterruptedException {
    var fillers = new ArrayList<Thread>();
    for (WorkerSeat seat : seats) {
      fillers.add(Thread.ofPlatform().daemon().name("warm-up-" + name).start(() -> fill(seat)));
    }
    for (Thread filler : fillers) {
      filler.join();
    }
    // A seat that could not be filled says why to the caller.
    seats.forEach(WorkerSeat::worker);
  }

  private static void fill(WorkerSeat seat) {
    try {
      seat.worker();
    } catch (WorkerDiedException e) {
      // The caller of warmUp meets it again.
    }
  }

  /**
   * A worker for a seat: a spare if one is ready, else a new one.
   *
   * @throws WorkerDiedException if none can be started; to be given to {@link #notStarted}
   */
  Worker hire() {
    Worker spare = spares.poll();
    while (spare != null && !spare.alive()) {
      spare = spares.poll();
    }
    Worker worker = spare == null ? startWorker() : spare;
    if (spareIsDue()) {
      startSparing();
    }
    return worker;
  }

  private void startSparing() {
    try {
      pool.startThread("spare-" + name, this::addSpares);
    } catch (OutOfMemoryError e) {
      // No thread to be had: the worker that was hired matters more than the next one.
      sparing.set(false);
    }
  }

  /** Whether there is one to be added, and the caller is who shall do it. */
  private boolean spareIsDue() {
    return spares.size() < options.spares() && !closing && sparing.compareAndSet(false, true);
  }

  private void addSpares() {
    do {
      try {
        while (!closing && spares.size() < options.spares()) {
          spares.add(startWorker());
        }
      } catch (WorkerDiedException e) {
        // A spare is an offer; whoever needs a worker will start one and hear of the trouble.
        notStarted(e);
        sparing.set(false);
        return;
      }
      sparing.set(false);
      // One may have been hired between the last look and the line above.
    } while (spareIsDue());
  }

  private Worker startWorker() {
    Worker worker = startOrSayWhy();
    workers.add(worker);
    if (closing) {
      // close() may not have seen it; if it has, it is ended twice, which does no harm.
      dismiss(worker);
      throw starter().refusal();
    }
    started.incrementAndGet();
    events.workerStarted(worker.name(), worker.pid());
    worker.onExit(() -> pool.timer().after(Duration.ZERO, () -> ended(worker)));
    return worker;
  }

  /** Counts and reports that a worker could not be started. */
  void notStarted(WorkerDiedException failure) {
    if (!closing) {
      died.incrementAndGet();
      events.workerDied(failure.death());
    }
  }

  /** Errors too: whoever asks for a worker has a task that must end. */
  private Worker startOrSayWhy() {
    WorkerStarter opened = starter();
    try {
      return opened.start();
    } catch (WorkerDiedException e) {
      throw e;
    } catch (LinkageError e) {
      // Only the first says why a class can't be used; the next ones, that it could not before.
      unusable.compareAndSet(null, e);
      throw opened.unstartable(requireNonNull(unusable.get()));
    } catch (Throwable e) {
      throw opened.unstartable(e);
    }
  }

  private WorkerStarter starter() {
    return requireNonNull(starter, "set before any worker is needed");
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
    WorkerDeath death = worker.deathFor(slot);
    ended(worker);
    return death;
  }

  /** Ends a worker that has served its time. */
  void dismiss(Worker worker) {
    worker.retire();
    worker.awaitRetired(options.killGrace());
    workers.remove(worker);
  }

  /** Starts no more workers. */
  void stopHiring() {
    closing = true;
    WorkerStarter opened = starter;
    if (opened != null) {
      opened.stop();
    }
  }

  /** Ends every worker; called when no slot has work and nobody hires any more. */
  void close() {
    workers.forEach(Worker::retire);
    workers.forEach(worker -> worker.awaitRetired(options.killGrace()));
    workers.clear();
    WorkerStarter opened = starter;
    if (opened != null && starterClosed.compareAndSet(false, true)) {
      opened.close();
    }
  }
}
