// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import dev.songsong.exec.Mode;
import dev.songsong.exec.Outcome;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.PoolListener;
import dev.songsong.exec.Task;
import dev.songsong.exec.TaskOptions;
import dev.songsong.exec.WorkerDeath;
import dev.songsong.exec.WorkerOptions;
import dev.songsong.memory.SharedMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One run of a group: its memory, its executor and, for TCP, the place where its ranks meet.
 *
 * <p>Used by the thread that runs it; the executor's threads tell it of deaths.
 */
final class Launch implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final GroupSpec spec;
  private final MemorySegment memory;
  private final SharedBoard board;
  private final ParallelExecutor pool;
  private final List<AutoCloseable> resources; // what is closed after the pool

  private Launch(
      GroupSpec spec,
      MemorySegment memory,
      Mode mode,
      WorkerOptions workers,
      List<AutoCloseable> r) {
    this.spec = spec;
    this.memory = memory;
    this.board = new SharedBoard(memory, spec.layout(), -1);
    this.resources = r;
    this.pool =
        ParallelExecutor.builder(mode)
            .name("ranks")
            .processes(spec.size() / spec.threads())
            .threads(spec.threads())
            .workers(workers.allow(Launch.class.getPackageName()))
            .listener(new Deaths(board, spec.size()))
            .build();
  }

  static Launch prepare(
      Mode mode,
      int processes,
      int threads,
      Transport transport,
      CallOptions options,
      long spinNanos,
      WorkerOptions workers) {
    int size = Math.multiplyExact(processes, threads);
    var layout = new GroupLayout(size, transport == Transport.SHARED);
    var resources = new ArrayList<AutoCloseable>();
    try {
      Optional<SharedMemory> mapped =
          mode.usesProcesses()
              ? Optional.of(SharedMemory.create(layout.bytes()))
              : Optional.empty();
      mapped.ifPresent(resources::add);
      MemorySegment memory =
          mapped
              .map(shared -> shared.asBytes().segment())
              .orElseGet(() -> ownMemory(layout.bytes(), resources));
      Optional<Rendezvous> meeting =
          transport == Transport.TCP ? Optional.of(loopback(size)) : Optional.empty();
      meeting.ifPresent(resources::add);
      var spec =
          new GroupSpec(
              UUID.randomUUID().toString(),
              size,
              threads,
              options,
              spinNanos,
              transport,
              mapped.map(SharedMemory::handle).orElse(null),
              meeting.map(place -> place.address().getPort()).orElse(0),
              meeting.map(Rendezvous::token).orElse(""));
      return new Launch(spec, memory, mode, workers, resources);
    } catch (RuntimeException | Error e) {
      closeAll(resources);
      throw e;
    }
  }

  private static MemorySegment ownMemory(long bytes, List<AutoCloseable> resources) {
    Arena arena = Arena.ofShared();
    resources.add(arena);
    return arena.allocate(bytes, Words.LINE);
  }

  private static Rendezvous loopback(int size) {
    try {
      return Rendezvous.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), size);
    } catch (IOException e) {
      throw new UncheckedIOException("rendezvous: can't listen on loopback", e);
    }
  }

  <R> SpmdResult<R> run(RankBody<R> body) throws InterruptedException {
    if (spec.memory() == null) {
      Host.register(spec, memory);
    }
    boolean ended = false;
    try {
      List<Task<R>> tasks =
          IntStream.range(0, spec.size())
              .mapToObj(i -> submit(new RankTask<>(spec, i, body)))
              .toList();
      awaitEnds(tasks);
      List<Outcome<R>> outcomes = new ArrayList<>();
      for (Task<R> task : tasks) {
        outcomes.add(task.outcome());
      }
      ended = true;
      return new SpmdResult<>(inRankOrder(outcomes));
    } finally {
      if (!ended) {
        pool.closeNow();
      }
      Host.unregister(spec);
    }
  }

  private <R> Task<R> submit(RankTask<R> task) {
    return pool.submit(TaskOptions.DEFAULT.withName("rank-task-" + task.task()), task);
  }

  /** Waits for all; when only ranks that were given up still run, they are ended after a grace. */
  private <R> void awaitEnds(List<Task<R>> tasks) throws InterruptedException {
    long givenUpSince = 0;
    for (Task<R> task : tasks) {
      while (!ended(task)) {
        giveUpStart(tasks);
        if (!onlyGivenUpRun(tasks)) {
          givenUpSince = 0;
        } else if (givenUpSince == 0) {
          givenUpSince = System.nanoTime();
        } else if (System.nanoTime() - givenUpSince > GRACE.toNanos()) {
          pool.closeNow();
        }
      }
    }
  }

  /** Ranks that can't begin any more, because a task ended before they did, are lost. */
  private void giveUpStart(List<? extends Task<?>> tasks) {
    if (!board.allBegun() && tasks.stream().anyMatch(Task::isDone)) {
      for (int rank = 0; rank < spec.size(); rank++) {
        if (board.task(rank) < 0) {
          board.dead(rank, "it did not begin");
        }
      }
    }
  }

  private static boolean ended(Task<?> task) throws InterruptedException {
    try {
      task.outcome(LOOK);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private boolean onlyGivenUpRun(List<? extends Task<?>> tasks) {
    var givenUp = new HashSet<Integer>();
    for (int rank = 0; rank < spec.size(); rank++) {
      if (board.standing(rank) == Standing.EXPELLED) {
        givenUp.add(board.task(rank));
      }
    }
    return !givenUp.isEmpty()
        && IntStream.range(0, tasks.size())
            .allMatch(i -> tasks.get(i).isDone() || givenUp.contains(i));
  }

  /** A rank's task is known from the board; tasks that never became one take the places left. */
  private <R> List<Outcome<R>> inRankOrder(List<Outcome<R>> outcomes) {
    List<Integer> taskOf = IntStream.range(0, spec.size()).mapToObj(board::task).toList();
    Deque<Integer> left =
        IntStream.range(0, spec.size())
            .filter(task -> !taskOf.contains(task))
            .boxed()
            .collect(Collectors.toCollection(ArrayDeque::new));
    return taskOf.stream().map(task -> outcomes.get(task >= 0 ? task : left.remove())).toList();
  }

  @Override
  public void close() {
    try {
      pool.close();
    } finally {
      closeAll(resources);
    }
  }

  /** Closes all of them, the last one first, whatever one of them throws. */
  private static void closeAll(List<AutoCloseable> resources) {
    var failure = new IllegalStateException("group: its resources could not all be closed");
    for (AutoCloseable resource : resources.reversed()) {
      try {
        resource.close();
      } catch (Exception e) {
        failure.addSuppressed(e);
      }
    }
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  /** Marks the ranks of a process that died; called by the executor's threads. */
  private record Deaths(SharedBoard board, int size) implements PoolListener {
    @Override
    public void workerDied(WorkerDeath death) {
      for (int rank = 0; rank < size; rank++) {
        if (board.pid(rank) == death.pid()) {
          board.dead(rank, death.toString());
        }
      }
    }
  }
}
