// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.Task;
import dev.songsong.exec.TaskOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;

/** One run of a job over its pool: submits, listens, writes the manifest. Used by one thread. */
final class JobRun {
  /** Runs of a file whose worker dies; the last is alone in its worker. */
  static final int ATTEMPTS = 3;

  /**
   * Further rounds for files whose workers somebody else killed: no fault of theirs. Many, yet not
   * without end: the system that kills for want of memory may mean this very file.
   */
  private static final int ROUNDS_WHEN_KILLED = 50;

  private static final int ROUNDS_WHEN_LATE = 1;

  private final Manifest manifest;
  private final String recipe;
  private final JobListener listener;
  private final Map<Long, Attempt> open = new HashMap<>();
  private final List<Attempt> again = new ArrayList<>();
  private final List<ManifestEntry> troubles = new ArrayList<>();
  private Optional<String> stopped = Optional.empty();
  private int done;
  private long workerDeaths;

  JobRun(Manifest manifest, String recipe, JobListener listener) {
    this.manifest = manifest;
    this.recipe = recipe;
    this.listener = listener;
  }

  /** What is known of a file on its way. */
  private static final class Attempt {
    final PlannedFile file;
    int count;
    int killedRounds;
    int lateRounds;
    String worker = "";
    long startedNanos;

    Attempt(PlannedFile file) {
      this.file = file;
    }
  }

  /** Does all files, or stops early and says why in {@link #stopped}. */
  void run(
      ParallelExecutor pool,
      ImageTask work,
      Duration timeLimit,
      List<PlannedFile> todo,
      BlockingQueue<JobEvent> events)
      throws IOException, InterruptedException {
    try {
      submit(pool, work, timeLimit, todo.stream().map(Attempt::new).toList());
      while (!open.isEmpty() && stopped.isEmpty()) {
        handle(events.take());
        if (open.isEmpty() && !again.isEmpty()) {
          var round = List.copyOf(again);
          again.clear();
          submit(pool, work, timeLimit, round);
        }
      }
      workerDeaths = pool.stats().workersDied();
      if (stopped.isPresent()) {
        pool.closeNow();
        recordFinished(events);
      }
    } catch (InterruptedException | IOException e) {
      pool.closeNow();
      throw e;
    }
  }

  private void submit(
      ParallelExecutor pool, ImageTask work, Duration timeLimit, List<Attempt> attempts) {
    var options = TaskOptions.DEFAULT.withTimeLimit(timeLimit).idempotent(ATTEMPTS);
    var files = attempts.stream().map(attempt -> attempt.file).toList();
    List<Task<FileResult>> tasks = pool.submitAll(options, files, work);
    for (int i = 0; i < tasks.size(); i++) {
      open.put(tasks.get(i).id(), attempts.get(i));
    }
  }

  private void handle(JobEvent event) throws IOException {
    switch (event) {
      case JobEvent.Started(long task, String worker, long nanos) -> started(task, worker, nanos);
      case JobEvent.Ended(long task, Outcome<?> outcome, long nanos) -> ended(task, outcome, nanos);
      case JobEvent.Stop(String why) -> stopped = Optional.of(why);
    }
  }

  private void started(long task, String worker, long nanos) {
    Attempt attempt = open.get(task);
    if (attempt != null) {
      attempt.count++;
      attempt.worker = worker;
      attempt.startedNanos = nanos;
    }
  }

  private void ended(long task, Outcome<?> outcome, long nanos) throws IOException {
    Attempt attempt = open.remove(task);
    if (attempt == null || outcome instanceof Outcome.Cancelled<?>) {
      return;
    }
    if (Verdict.diskFull(outcome)) {
      stopped = Optional.of(Verdict.error(outcome));
    } else if (deservesAnotherRound(attempt, outcome)) {
      again.add(attempt);
    } else {
      record(attempt, outcome, nanos);
    }
  }

  /** Asked only once the other files are done, so that the next round has the machine to itself. */
  private static boolean deservesAnotherRound(Attempt attempt, Outcome<?> outcome) {
    // Time passes faster on a busy machine. A thread that can't be ended would cost a core twice.
    boolean late = outcome instanceof Outcome.TimedOut<?>(_, boolean stillRunning) && !stillRunning;
    boolean killed = Verdict.innocent(outcome) && attempt.killedRounds++ < ROUNDS_WHEN_KILLED;
    return killed || late && attempt.lateRounds++ < ROUNDS_WHEN_LATE;
  }

  private void record(Attempt attempt, Outcome<?> outcome, long nanos) throws IOException {
    ManifestEntry entry = entry(attempt, outcome, nanos);
    try {
      manifest.append(entry);
    } catch (DiskFullException e) {
      stopped = Optional.of(String.valueOf(e.getMessage()));
      return;
    }
    if (entry.outcome() == FileOutcome.DONE) {
      done++;
    } else {
      troubles.add(entry);
    }
    listener.fileEnded(entry, done + troubles.size());
  }

  /** What was complete before the stop is complete: only the rest is left for another time. */
  private void recordFinished(BlockingQueue<JobEvent> events) throws IOException {
    var left = new ArrayList<JobEvent>();
    events.drainTo(left);
    for (JobEvent event : left) {
      if (event instanceof JobEvent.Started) {
        handle(event);
      } else if (event instanceof JobEvent.Ended end && end.outcome().succeeded()) {
        handle(event);
      }
    }
  }

  private ManifestEntry entry(Attempt attempt, Outcome<?> outcome, long nanos) {
    PlannedFile file = attempt.file;
    FileResult result =
        outcome instanceof Outcome.Done<?>(FileResult value)
            ? value
            : FileResult.none(nanos - attempt.startedNanos);
    return new ManifestEntry(
        FileNames.shown(file.input()),
        file.name(),
        Verdict.of(outcome),
        result.bytes(),
        result.width(),
        result.height(),
        result.digest(),
        result.nanos() / 1000 / 1000.0,
        attempt.count,
        attempt.worker,
        withoutName(file, Verdict.error(outcome)),
        result.faces(),
        result.phash(),
        result.warnings(),
        file.inputBytes(),
        file.inputModified(),
        result.outputModified(),
        recipe);
  }

  /** The engine starts its lines with the file's name, which the entry has already. */
  private static String withoutName(PlannedFile file, String error) {
    String prefix = file.input().getFileName() + ": ";
    return error.startsWith(prefix) ? error.substring(prefix.length()) : error;
  }

  Optional<String> stopped() {
    return stopped;
  }

  long workerDeaths() {
    return workerDeaths;
  }

  int done() {
    return done;
  }

  List<ManifestEntry> troubles() {
    return troubles;
  }
}
