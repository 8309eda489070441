// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import java.time.Instant;

/**
 * Who keeps a piece of shared memory in being: the process that created it, until it closes the
 * memory or dies.
 *
 * @param pid the owner's process id
 * @param started when the owner started, which tells it from a later process with the same id
 */
public record Lease(long pid, Instant started) {

  /** The lease of this process. */
  static Lease mine() {
    ProcessHandle me = ProcessHandle.current();
    Instant started = me.info().startInstant().orElse(Instant.EPOCH);
    return new Lease(me.pid(), Instant.ofEpochMilli(started.toEpochMilli()));
  }

  /** Whether this process holds the lease. */
  public boolean isMine() {
    return equals(mine());
  }
}
