// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A started program with the process that the JVM sees, which may be its guard. */
interface Child {
  /** How long killed processes may take to be gone; more means the kernel holds them. */
  Duration KILL_PATIENCE = Duration.ofSeconds(5);

  /** The process that was started; it ends when the program has. */
  Process process();

  /** The program's own process id. */
  long pid();

  /** All live processes that belong to the program, itself included, its guard not. */
  List<ProcessHandle> members();

  /** Whether the guard died before its program; asked after {@link #process()} has ended. */
  boolean unguarded();

  /** How the program ended; asked after {@link #process()} has. */
  Ending ending();

  /** Lets go of what the child holds in the JVM. */
  void release();

  /** Asks all to end themselves. */
  default void terminate() {
    members().forEach(ProcessHandle::destroy);
  }

  /** Kills until a look finds nobody: who forked meanwhile is found by the next look. */
  default void kill() {
    long end = System.nanoTime() + KILL_PATIENCE.toNanos();
    List<ProcessHandle> left = members();
    while (!left.isEmpty() && System.nanoTime() < end) {
      left.forEach(ProcessHandle::destroyForcibly);
      LockSupport.parkNanos(1_000_000);
      left = members();
    }
  }
}
