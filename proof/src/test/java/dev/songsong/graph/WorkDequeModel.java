// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** The deque of a worker: it pushes and pops at one end, thieves steal at the other. */
public class WorkDequeModel {
  private final WorkDeque deque = new WorkDeque();

  /** The owner's. */
  @Operation(nonParallelGroup = "owner")
  public void push(@Param(gen = IntGen.class, conf = "1:9") int number) {
    deque.push(number);
  }

  /** The owner's. */
  @Operation(nonParallelGroup = "owner")
  public int pop() {
    return deque.pop();
  }

  /** A thief's. */
  @Operation
  public int steal() {
    return deque.steal();
  }
}
