// SPDX-License-Identifier: Apache-2.0
package dev.songsong.advice;

/** Something that threads or processes cost, and that can be measured. */
public enum Cost {
  /** From starting a platform thread to its end, with nothing to do. */
  THREAD_START(Unit.NANOS),
  /** From starting a virtual thread to its end, with nothing to do. */
  VIRTUAL_START(Unit.NANOS),
  /** From making a pool of one worker process to its first result. */
  PROCESS_START(Unit.NANOS),
  /** Calling a method. */
  CALL_DIRECT(Unit.NANOS),
  /** An empty task to a thread of a pool and back. */
  CALL_THREAD(Unit.NANOS),
  /** An empty task to a new virtual thread and back. */
  CALL_VIRTUAL(Unit.NANOS),
  /** An empty task to a worker process and back. */
  CALL_PROCESS(Unit.NANOS),
  /** 1 MiB given to a worker process as a copy. */
  COPY_MIB(Unit.NANOS),
  /** 1 MiB given to a worker process by a handle, mapped there and looked at. */
  SHARE_MIB(Unit.NANOS),
  /** 1 GiB given to a worker process as a copy. */
  COPY_GIB(Unit.NANOS),
  /** 1 GiB given to a worker process by a handle, mapped there and looked at. */
  SHARE_GIB(Unit.NANOS),
  /** One thread wakes another and sleeps. */
  SWITCH(Unit.NANOS),
  /** Memory that a platform thread holds while it waits. */
  THREAD_MEMORY(Unit.BYTES),
  /** Memory that a virtual thread holds while it waits. */
  VIRTUAL_MEMORY(Unit.BYTES),
  /** Memory that an idle worker process holds. */
  PROCESS_MEMORY(Unit.BYTES),
  /** From cancelling a task that ignores interrupts to the end of its worker process. */
  KILL(Unit.NANOS),
  /** From the death of a worker process to its task's outcome. */
  NOTICE(Unit.NANOS),
  /** How many times the work of one thread is done by a thread on each core. */
  SPEEDUP(Unit.RATIO);

  /** What a cost is counted in. */
  public enum Unit {
    /** Nanoseconds. */
    NANOS,
    /** Bytes. */
    BYTES,
    /** A number without a unit. */
    RATIO
  }

  private final Unit unit;

  Cost(Unit unit) {
    this.unit = unit;
  }

  /** What it is counted in. */
  public Unit unit() {
    return unit;
  }
}
