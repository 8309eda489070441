// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** The queue's order, and that no task is lost or given out twice. */
public class TaskQueueModel {
  private final TaskQueue queue = new TaskQueue();

  /** At the end. */
  @Operation
  public void add(@Param(gen = IntGen.class, conf = "1:9") int id) {
    queue.addAll(List.of(Tasks.task(id), Tasks.task(-id)));
  }

  /** At the front, as a task that is sent again. */
  @Operation
  public void addFirst(@Param(gen = IntGen.class, conf = "1:9") int id) {
    queue.addFirst(Tasks.task(id));
  }

  /** The first one's id, or 0. */
  @Operation
  public long poll() {
    PooledTask<?> first = queue.poll();
    return first == null ? 0 : first.id();
  }

  /** How many wait. */
  @Operation
  public int size() {
    return queue.size();
  }
}
