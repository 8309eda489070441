// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import java.util.List;

/**
 * How parallel a graph is, whatever the machine.
 *
 * <p>By the work-span law no number of workers finishes before {@code span}, and {@code p} of them
 * not before {@code work / p}. All values are in the unit of the weights, or in seconds when they
 * come from a run's times.
 *
 * @param work what all nodes take together
 * @param span what the critical path takes: the time on a machine without limits
 * @param peak how many nodes would run at once on that machine, at most
 * @param criticalPath the longest chain of nodes, each depending on the one before
 */
public record Profile<K>(double work, double span, int peak, List<K> criticalPath) {

  /** Copies the path. */
  public Profile {
    criticalPath = List.copyOf(criticalPath);
  }

  /** How many workers the graph can keep busy on average; 1 for an empty one. */
  public double averageParallelism() {
    return span == 0 ? 1 : work / span;
  }
}
