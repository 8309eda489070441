// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import org.jetbrains.lincheck.datastructures.Operation;

/** The twin of {@link PooledTaskModel} whose last step looks and then sets: it may end twice. */
public class BrokenTaskModel {
  private final BrokenTask task = new BrokenTask();

  /** The runner's. */
  @Operation(nonParallelGroup = "runner")
  public boolean finish() {
    return task.end();
  }

  /** Anybody's. */
  @Operation
  public boolean cancel() {
    return task.end();
  }

  private static final class BrokenTask {
    // Written by any thread, in two steps: that is the mistake.
    private volatile boolean ended;

    boolean end() {
      if (ended) {
        return false;
      }
      ended = true;
      return true;
    }
  }
}
