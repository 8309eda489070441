// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static java.util.Objects.requireNonNull;

import dev.songsong.machine.Budget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The one implementation behind every mode: a queue, and runners that empty it.
 *
 * <p>In thread modes the runners are threads that call the work ({@link LocalRunner}); in process
 * modes each is a thread that ships the work over one connection to a worker ({@link
 * RemoteRunner}), started and replaced by the {@link Crew}.
 */
final class Pool implements ParallelExecutor {
  private static final Future<?> NO_LIMIT = CompletableFuture.completedFuture(null);

  private final Mode mode;
  private final String name;
  private final PoolSize size;
  private final WorkerOptions options;
  private final Events events;
  private final TaskQueue queue = new TaskQueue();
  private final Timer timer;
  private final @Nullable Crew crew;
  private final LifeCycle life = new LifeCycle();
  // Added by submitters; removed by whoever ends the task, or by its own thread if it has one.
  private final LiveTasks live = new LiveTasks();
  private final PoolThreads threads = new PoolThreads();
  private final AtomicLong ids = new AtomicLong();
  private final PoolCounters counters = new PoolCounters();

  Pool(Mode mode, String name, PoolSize size, WorkerOptions options, PoolListener listener) {
    this.mode = mode;
    this.name = name;
    this.options = options;
    this.events = new Events(name, listener);
    this.timer = new Timer(name + "-timer");
    this.size = size;
    this.crew = mode.usesProcesses() ? new Crew(this, name, size, options, events) : null;
  }

  @Override
  public Mode mode() {
    return mode;
  }

  @Override
  public int parallelism() {
    return size.parallelism();
  }

  @Override
  public boolean runsCaller() {
    return threads.haveCaller();
  }

  @Override
  public <T> Task<T> submit(TaskOptions taskOptions, RemoteCallable<T> work) {
    requireNonNull(taskOptions, "options");
    requireNonNull(work, "work");
    Job<T> job = crew == null ? Job.here(work) : crew.shipper().ship(work);
    var task = new PooledTask<>(this, ids.incrementAndGet(), taskOptions, job);
    enqueue(List.of(task));
    return task;
  }

  @Override
  public <A, R> List<Task<R>> submitAll(
      TaskOptions taskOptions,
      Collection<? extends A> items,
      RemoteFunction<? super A, ? extends R> work) {
    requireNonNull(taskOptions, "options");
    requireNonNull(work, "work");
    var jobs = new ArrayList<Job<R>>(items.size());
    if (crew == null) {
      items.forEach(item -> jobs.add(Job.here(() -> work.apply(item))));
    } else {
      crew.shipper().<A, R>shipAll(items, work, jobs);
    }
    var tasks = new ArrayList<PooledTask<R>>(jobs.size());
    jobs.forEach(job -> tasks.add(new PooledTask<>(this, ids.incrementAndGet(), taskOptions, job)));
    enqueue(tasks);
    return List.copyOf(tasks);
  }

  private void enqueue(Collection<? extends PooledTask<?>> tasks) {
    life.enter(
        tasks.size(), () -> "pool " + name + ": closed (expected: open when a task is submitted)");
    if (mode == Mode.VIRTUAL_THREADS) {
      tasks.forEach(this::startVirtual);
      return;
    }
    tasks.forEach(live::add);
    try {
      life.startOnce(this::startRunners);
    } catch (Throwable e) {
      tasks.forEach(task -> task.cancel(false));
      throw e;
    }
    queue.addAll(tasks);
  }

  private void startVirtual(PooledTask<?> task) {
    String runnerName = "virtual-" + name + "-" + task.id();
    var runner = new LocalRunner(this, runnerName, size.budget(), task);
    Thread thread = Thread.ofVirtual().name(runnerName).unstarted(runner);
    task.runIn(thread);
    live.add(task);
    thread.start();
  }

  private void startRunners() {
    if (crew != null) {
      crew.start();
    } else if (mode == Mode.THREADS) {
      int number = 1;
      for (Budget share : size.budget().split(size.threadsEach())) {
        startLocal("thread-" + name + "-" + number++, share);
      }
    }
  }

  private void startLocal(String runnerName, Budget share) {
    startThread(runnerName, new LocalRunner(this, runnerName, share, null));
  }

  /** Starts a thread that close() waits for. */
  void startThread(String threadName, Runnable body) {
    threads.start(threadName, body);
  }

  @Override
  public <A, R> List<Outcome<R>> map(
      TaskOptions taskOptions,
      Collection<? extends A> items,
      RemoteFunction<? super A, ? extends R> work)
      throws InterruptedException {
    List<Task<R>> tasks = submitAll(taskOptions, items, work);
    var outcomes = new ArrayList<Outcome<R>>(tasks.size());
    try {
      for (Task<R> task : tasks) {
        outcomes.add(task.outcome());
      }
    } catch (InterruptedException e) {
      tasks.forEach(task -> task.cancel(true));
      throw e;
    }
    return List.copyOf(outcomes);
  }

  @Override
  public void warmUp() throws InterruptedException {
    life.enter(0, () -> "pool " + name + ": closed (expected: open when it is warmed up)");
    life.startOnce(this::startRunners);
    if (crew != null) {
      crew.warmUp();
    }
  }

  @Override
  public PoolStats stats() {
    return counters.stats(queue.size(), crew);
  }

  @Override
  public ExecutorService asExecutorService() {
    return new ExecutorServiceView(this);
  }

  @Override
  public void close() {
    life.close();
    boolean interrupted = !life.awaitNoTasks();
    if (interrupted) {
      cancelAll();
    }
    end();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void closeNow() {
    life.close();
    cancelAll();
    end();
  }

  private void cancelAll() {
    live.all().forEach(task -> task.cancel(true));
  }

  private void end() {
    queue.close();
    // Threads that ignore interrupts are abandoned after the grace; the rest end by themselves.
    Duration patience = options.killGrace().multipliedBy(2).plusSeconds(1);
    if (crew != null) {
      crew.stopHiring();
    }
    threads.joinAll(live.ownThreads(), patience);
    try {
      if (crew != null) {
        crew.close();
      }
    } finally {
      timer.close();
      size.giveBack().run();
    }
  }

  @Override
  public String toString() {
    return "pool " + name + " (" + mode + ", " + parallelism() + " at once)";
  }

  // What runners call.

  TaskQueue queue() {
    return queue;
  }

  LiveTasks live() {
    return live;
  }

  Duration killGrace() {
    return options.killGrace();
  }

  Timer timer() {
    return timer;
  }

  /** An attempt begins: counts, tells the listener, and arms the task's time limit. */
  Future<?> started(PooledTask<?> task, Runner runner) {
    counters.started(task.attempt() > 1);
    events.started(task, runner.name());
    if (task.options().timeLimit().isEmpty()) {
      return NO_LIMIT;
    }
    return timer.after(
        task.options().timeLimit().orElseThrow(),
        () -> {
          task.markOverdue();
          runner.stop(task);
        });
  }

  /** A task began in its worker after it had been cancelled. */
  void startedInVain() {
    counters.started(false);
  }

  /** An attempt is over, whatever becomes of the task. */
  void stopped() {
    counters.stopped();
  }

  /** The task has ended for good; called once a task. */
  void ended(PooledTask<?> task, Outcome<?> outcome) {
    counters.ended();
    if (mode != Mode.VIRTUAL_THREADS) {
      live.remove(task);
    }
    events.ended(task, outcome);
    life.leave();
  }

  /** A thread ignores its interrupt: it is left alone, and another takes its place. */
  void threadAbandoned(LocalRunner runner) {
    counters.threadAbandoned();
    threads.abandon(runner.thread());
    if (mode == Mode.THREADS) {
      startLocal(runner.name() + "b", runner.budget());
    }
  }

  /** An abandoned thread has come back after all. */
  void threadReturned() {
    counters.threadReturned();
  }
}
