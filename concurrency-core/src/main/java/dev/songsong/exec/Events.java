// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.nio.charset.StandardCharsets;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Tells the listener and the flight recorder; a listener's error never harms the pool. */
final class Events {
  /** A pool's listener when nobody has named one. */
  static final PoolListener NOBODY = new PoolListener() {};

  private final String pool;
  private final PoolListener listener;

  Events(String pool, PoolListener listener) {
    this.pool = pool;
    this.listener = listener;
  }

  /** Events that nobody is told of. */
  static Events unheard(String pool) {
    return new Events(
        pool,
        new PoolListener() {
          @Override
          public void workerOutput(String worker, boolean stderr, String line) {}
        });
  }

  void started(PooledTask<?> task, Runner runner) {
    if (recorded()) {
      var event = new TaskRun();
      event.begin();
      task.recordAs(event);
    }
    if (listener != NOBODY) {
      tell(() -> listener.taskStarted(task, runner.runnerName()));
    }
  }

  void ended(PooledTask<?> task, Outcome<?> outcome) {
    TaskRun event = task.recording();
    if (event != null) {
      commit(event, task, outcome);
    }
    if (listener != NOBODY) {
      tell(() -> listener.taskEnded(task, outcome));
    }
  }

  /** A line that a task printed; the worker keeps it in case it is among its last words. */
  void taskOutput(Worker at, PooledTask<?> task, Frame output) {
    String line = new String(output.payload(), StandardCharsets.UTF_8);
    boolean stderr = output.extra() == 1;
    if (stderr) {
      at.remember(line);
    }
    tell(() -> listener.taskOutput(task, stderr, line));
  }

  void workerStarted(String worker, long pid) {
    commit(worker, pid, "started");
    tell(() -> listener.workerStarted(worker, pid));
  }

  void workerDied(WorkerDeath death) {
    commit(death.worker(), death.pid(), death.toString());
    tell(() -> listener.workerDied(death));
  }

  void workerOutput(String worker, boolean stderr, String line) {
    tell(() -> listener.workerOutput(worker, stderr, line));
  }

  /** The first event class costs a JVM 80 ms, which only those shall pay who record. */
  private static boolean recorded() {
    return FlightRecorder.isInitialized();
  }

  private void commit(TaskRun event, PooledTask<?> task, Outcome<?> outcome) {
    event.end();
    if (event.shouldCommit()) {
      event.pool = pool;
      event.task = task.name();
      event.attempts = task.attempt();
      event.outcome = outcome.getClass().getSimpleName();
      event.commit();
    }
  }

  private void commit(String worker, long pid, String what) {
    if (!recorded()) {
      return;
    }
    var event = new WorkerChange();
    if (event.shouldCommit()) {
      event.pool = pool;
      event.worker = worker;
      event.pid = pid;
      event.change = what;
      event.commit();
    }
  }

  private static void tell(Runnable call) {
    try {
      call.run();
    } catch (Throwable e) {
      report(e);
    }
  }

  private static void report(Throwable error) {
    Thread current = Thread.currentThread();
    try {
      current.getUncaughtExceptionHandler().uncaughtException(current, error);
    } catch (Throwable handlerFailed) {
      // Neither the listener nor the handler may end a thread that others wait for.
    }
  }

  /** One task from its last start to its end. */
  @Name("dev.songsong.TaskRun")
  @Label("Task Run")
  @Category("Songsong")
  @StackTrace(false)
  static final class TaskRun extends Event {
    @Label("Pool")
    String pool = "";

    @Label("Task")
    String task = "";

    @Label("Attempts")
    int attempts;

    @Label("Outcome")
    String outcome = "";
  }

  /** A worker process started or died. */
  @Name("dev.songsong.WorkerChange")
  @Label("Worker Change")
  @Category("Songsong")
  @StackTrace(false)
  static final class WorkerChange extends Event {
    @Label("Pool")
    String pool = "";

    @Label("Worker")
    String worker = "";

    @Label("Process Id")
    long pid;

    @Label("Change")
    String change = "";
  }
}
