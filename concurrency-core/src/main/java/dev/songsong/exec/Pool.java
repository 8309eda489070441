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
import org.jspecify.annotations.Nullable;

/**
 * The one implementation behind every mode: a queue, and runners that empty it.
 *
 * <p>In thread modes the runners are threads that call the work ({@link LocalRunner}, {@link
 * VirtualTask}); in process modes each is a thread that ships the work over one connection to a
 * worker ({@link RemoteRunner}), started and replaced by the {@link Crew}.
 */
final class Pool implements ParallelExecutor {

  // Whoever allows a task longer than this to stop, can wait this long for close() too.
  private static final Duration LONGEST_GRACE = Duration.ofDays(1);

  static final Future<?> NO_LIMIT = CompletableFuture.completedFuture(null);

  private final Mode mode;
  private final String name;
  private final PoolSize size;
  private final WorkerOptions options;
  private final Events events;
  private final TaskQueue queue = new TaskQueue();
  private final Timer timer;
  private final @Nullable Crew crew;
  private final LifeCycle life = new LifeCycle();
  // Added by submitters, or by who waits; removed by whoever ends the task.
  private final LiveTasks live = new LiveTasks();
  private final PoolThreads threads;
  // guarded by the lock of life's startOnce
  private int localStarted;
  private final Intake intake;
  private final PoolCounters counters = new PoolCounters();

  Pool(Mode mode, String name, PoolSize size, WorkerOptions options, PoolListener listener) {
    this.mode = mode;
    this.name = name;
    this.options = options;
    this.events = new Events(name, listener);
    this.timer = new Timer(name + "-timer");
    this.threads = new PoolThreads(name);
    this.size = size;
    this.crew = mode.usesProcesses() ? new Crew(this, name, size, options, events) : null;
    this.intake = new Intake(this, life, crew);
  }

  String name() {
    return name;
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
    return intake.one(requireNonNull(taskOptions, "options"), requireNonNull(work, "work"));
  }

  @Override
  public <A, R> List<Task<R>> submitAll(
      TaskOptions taskOptions,
      Collection<? extends A> items,
      RemoteFunction<? super A, ? extends R> work) {
    return intake.all(requireNonNull(taskOptions, "options"), items, requireNonNull(work, "work"));
  }

  void start() {
    life.startOnce(this::startRunners);
  }

  private void startRunners() {
    if (crew != null) {
      crew.start();
    } else if (mode == Mode.THREADS) {
      List<Budget> shares = size.budget().split(size.threadsEach());
      // A start that failed goes on where it stopped.
      while (localStarted < shares.size()) {
        String runnerName = "thread-" + name + "-" + (localStarted + 1);
        startLocal(runnerName, shares.get(localStarted));
        localStarted++;
      }
    }
  }

  private void startLocal(String runnerName, Budget share) {
    startThread(runnerName, new LocalRunner(this, runnerName, share));
  }

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
    intake.enter(0, "it is warmed up");
    start();
    if (crew != null) {
      crew.warmUp();
    }
  }

  @Override
  public String toString() {
    return "pool " + name + " (" + mode + ", " + parallelism() + " at once)";
  }

  @Override
  public PoolStats stats() {
    // A virtual thread is there from its task's beginning to its end, and need not be counted.
    long running = mode == Mode.VIRTUAL_THREADS ? life.inside() : counters.running();
    return counters.stats(queue.size(), running, life.left(), crew);
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
    cancelAll();
    end();
  }

  private void cancelAll() {
    life.stop();
    live.all().forEach(task -> task.cancel(true));
    threads.interruptVirtual();
  }

  private void end() {
    life.endStarts();
    queue.close();
    if (crew != null) {
      crew.stopHiring();
    }
    // What ignores its interrupt is abandoned after the grace; the rest end by themselves.
    long grace = Math.min(Nanos.of(options.killGrace()), LONGEST_GRACE.toNanos());
    Duration patience = Duration.ofNanos(2 * grace).plusSeconds(1);
    // Of virtual ones nobody knows which were abandoned, only that some were.
    threads.end(counters.abandonedThreads() == 0 ? patience : options.killGrace(), patience);
    try {
      if (crew != null) {
        crew.close();
      }
    } finally {
      timer.close();
      size.giveBack().run();
    }
  }

  // What runners call.

  void startVirtual(VirtualTask<?> task) {
    threads.startVirtual(task);
  }

  boolean stopping() {
    return life.stopped();
  }

  TaskQueue queue() {
    return queue;
  }

  Budget budget() {
    return size.budget();
  }

  LiveTasks live() {
    return live;
  }

  Duration killGrace() {
    return options.killGrace();
  }

  /** How long a worker may say nothing about a task it was sent. */
  Duration silenceLimit() {
    return options.startTimeout();
  }

  Timer timer() {
    return timer;
  }

  /** An attempt begins: counts, tells the listener, and arms the task's time limit. */
  Future<?> started(PooledTask<?> task, Runner runner) {
    if (mode != Mode.VIRTUAL_THREADS) {
      counters.started(task.attempt() > 1);
    }
    events.started(task, runner);
    return limited(task, runner);
  }

  /** Arms the time limit of the task's attempt, if it has one. */
  Future<?> limited(PooledTask<?> task, Runner runner) {
    if (task.options().timeLimit().isEmpty()) {
      return NO_LIMIT;
    }
    int attempt = task.attempt();
    return timer.after(
        task.options().timeLimit().orElseThrow(),
        () -> {
          task.markOverdue(attempt);
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
  void ended(PooledTask<?> task, Outcome<?> outcome, boolean awaited) {
    if (awaited || mode != Mode.VIRTUAL_THREADS) {
      live.remove(task);
    }
    events.ended(task, outcome);
    life.leave();
  }

  /** A thread ignores its interrupt: it is left alone, and another takes its place. */
  void threadAbandoned(LocalRunner runner) {
    counters.threadAbandoned();
    threads.forget(runner.thread());
    startLocal(runner.runnerName() + "b", runner.budget());
  }

  /** The same of a virtual thread, which is not replaced. */
  void virtualThreadAbandoned() {
    counters.threadAbandoned();
  }

  void threadReturned() {
    counters.threadReturned();
  }
}
