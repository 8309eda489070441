// SPDX-License-Identifier: Apache-2.0
package dev.songsong.advice;

import java.util.List;
import java.util.Locale;

/**
 * What speaks for threads, for processes or for both. What each favours and where that is written
 * stands in the readers' languages, under the criterion's {@link #key()}.
 */
public enum Criterion {
  /** Sharing data and handing over tasks. */
  HANDOVER(
      Cost.CALL_DIRECT,
      Cost.CALL_THREAD,
      Cost.CALL_VIRTUAL,
      Cost.CALL_PROCESS,
      Cost.COPY_MIB,
      Cost.SHARE_MIB,
      Cost.COPY_GIB,
      Cost.SHARE_GIB),
  /** How soon work begins. */
  STARTUP(Cost.THREAD_START, Cost.VIRTUAL_START, Cost.PROCESS_START),
  /** Memory beside that of the data. */
  MEMORY(Cost.THREAD_MEMORY, Cost.VIRTUAL_MEMORY, Cost.PROCESS_MEMORY),
  /** Surviving a crash, a hang or a full heap. */
  ISOLATION(Cost.NOTICE),
  /** Ending work that ignores interrupts. */
  KILL(Cost.KILL),
  /** Using all cores: what Python needs processes for. */
  CORES(Cost.SPEEDUP),
  /** Thousands of tasks that mostly wait. */
  BLOCKING(Cost.SWITCH, Cost.VIRTUAL_START, Cost.VIRTUAL_MEMORY),
  /** Many cores or NUMA nodes, with mixed risk. */
  MIXED(Cost.PROCESS_MEMORY);

  private final List<Cost> costs;

  Criterion(Cost... costs) {
    this.costs = List.of(costs);
  }

  /** Its name in texts: {@code handover}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The costs that show how much it weighs on a machine. */
  public List<Cost> costs() {
    return costs;
  }
}
