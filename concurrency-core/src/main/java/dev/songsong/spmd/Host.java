// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static java.util.Objects.requireNonNull;

import dev.songsong.memory.SharedMemory;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The ranks of one group in one JVM: the memory they share, and who of them is which rank.
 *
 * <p>Ranks are numbered by process, and within it as they begin. Thread-safe.
 */
final class Host implements AutoCloseable {
  // By group; put by the first rank of a JVM or its launcher, removed when the last has ended.
  private static final ConcurrentHashMap<String, Host> HOSTS = new ConcurrentHashMap<>();

  private final GroupSpec spec;
  private final @Nullable SharedMemory opened; // null in the launcher's JVM, which keeps it itself
  private final MemorySegment memory;
  private final int firstRank;
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger open;

  private Host(GroupSpec spec, @Nullable SharedMemory opened, MemorySegment memory) {
    this.spec = spec;
    this.opened = opened;
    this.memory = memory;
    this.open = new AtomicInteger(spec.threads());
    int process = new SharedBoard(memory, spec.layout(), -1).claimProcess();
    this.firstRank = process * spec.threads();
    if (firstRank + spec.threads() > spec.size()) {
      throw new SpmdException(
          "process "
              + process
              + " (expected: "
              + spec.size() / spec.threads()
              + " processes); one died before its ranks began");
    }
  }

  /** The launcher's: its own JVM is the only process. */
  static void register(GroupSpec spec, MemorySegment memory) {
    HOSTS.put(spec.id(), new Host(spec, null, memory));
  }

  static void unregister(GroupSpec spec) {
    HOSTS.remove(spec.id());
  }

  /** The group in this JVM; opened by the first of its ranks. */
  static Host of(GroupSpec spec) {
    return HOSTS.computeIfAbsent(spec.id(), id -> opened(spec));
  }

  private static Host opened(GroupSpec spec) {
    SharedMemory memory = SharedMemory.open(requireNonNull(spec.memory(), "memory"));
    try {
      return new Host(spec, memory, memory.asBytes().segment());
    } catch (RuntimeException e) {
      memory.close();
      throw e;
    }
  }

  /** The next rank of this process begins. */
  int begin(int task) {
    int thread = begun.getAndIncrement();
    if (thread >= spec.threads()) {
      throw new SpmdException(
          "rank "
              + (thread + 1)
              + " of a process (expected: "
              + spec.threads()
              + "); another process died before its ranks began");
    }
    int rank = firstRank + thread;
    board(rank).claim(rank, ProcessHandle.current().pid(), task);
    return rank;
  }

  SharedBoard board(int rank) {
    return new SharedBoard(memory, spec.layout(), rank);
  }

  /** The memory for data, where that is what it goes through. */
  Optional<SharedData> data() {
    return spec.transport() == Transport.SHARED
        ? Optional.of(new SharedData(memory, spec.layout()))
        : Optional.empty();
  }

  /** A rank has ended; with the last one the memory is let go. */
  @Override
  public void close() {
    if (open.decrementAndGet() == 0 && opened != null) {
      HOSTS.remove(spec.id());
      opened.close();
    }
  }
}
