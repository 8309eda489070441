// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

/** How a pool runs its tasks. */
public enum Mode {
  /** Platform threads of this JVM: cheapest hand-over, shared heap, no isolation. */
  THREADS,
  /** A virtual thread a task: for work that blocks, not for work that computes. */
  VIRTUAL_THREADS,
  /** Worker JVMs with one task each at a time: a crash or a kill costs one task. */
  PROCESSES,
  /** Worker JVMs with several threads each: a crash or a kill costs the tasks of one worker. */
  HYBRID;

  /** Whether tasks leave this JVM, so that they must be serializable and can be killed. */
  public boolean usesProcesses() {
    return this == PROCESSES || this == HYBRID;
  }
}
