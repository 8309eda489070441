// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/**
 * The queue before a stage, with one producer and two consumers: first in, first out, each once.
 */
public class PipelineRingModel {
  private static final int PLACES = 16; // more than a scenario puts: a full ring waits

  private final Ring<Integer> ring = new Ring<>(PLACES, 1, 2, 1);

  /** The producer's. */
  @Operation(nonParallelGroup = "producer")
  public boolean put(@Param(gen = IntGen.class, conf = "1:9") int item) {
    return ring.put(item, new Meter());
  }

  /** A consumer's: takes one, if there is one, and is done with it. */
  @Operation
  public String take() {
    var claim = new Claim(1);
    int count = ring.claim(claim, 1, Ring.NOW, new Meter());
    if (count < 1) {
      return count == Ring.END ? "end" : "nothing";
    }
    ring.release(1);
    return "" + claim.items[0];
  }

  /** The producer's: no more come, but what is there is still taken. */
  @Operation(nonParallelGroup = "producer")
  public void end() {
    ring.feederEnded();
  }

  /** Anybody's. */
  @Operation
  public void stop() {
    ring.stop();
  }
}
