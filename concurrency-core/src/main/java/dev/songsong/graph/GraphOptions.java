// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import static java.util.Objects.requireNonNull;

import dev.songsong.exec.TaskOptions;

/**
 * How one run of a graph goes about it.
 *
 * @param onFailure what a node's failure means to the others
 * @param order which of several ready nodes is started first
 * @param timed whether to note when each node ran, for the profile and the trace
 * @param tasks in a run by a {@link dev.songsong.exec.ParallelExecutor}: time limit and attempts of
 *     each node
 */
public record GraphOptions(OnFailure onFailure, Order order, boolean timed, TaskOptions tasks) {

  /** Stop at the first failure, in whatever order is quickest, without times. */
  public static final GraphOptions DEFAULT =
      new GraphOptions(OnFailure.STOP, Order.ANY, false, TaskOptions.DEFAULT);

  /** What a failure means to the other nodes. */
  public enum OnFailure {
    /** No node is started any more, and those that run are interrupted. */
    STOP,
    /** Every node that does not depend on the failed one still runs. */
    KEEP_GOING
  }

  /** Which of several ready nodes is started first. */
  public enum Order {
    /** Whichever is at hand: cheapest, right for many small nodes. */
    ANY,
    /**
     * The one with the longest way to the end, by declared weights: shortens runs of few, long and
     * unequal nodes. Costs a lock a node.
     */
    LONGEST_PATH_FIRST
  }

  /** Checks the values. */
  public GraphOptions {
    requireNonNull(onFailure, "onFailure");
    requireNonNull(order, "order");
    requireNonNull(tasks, "tasks");
  }

  /** These options, but what does not depend on a failed node still runs. */
  public GraphOptions keepGoing() {
    return new GraphOptions(OnFailure.KEEP_GOING, order, timed, tasks);
  }

  /** These options, but of several ready nodes the longest path's is started first. */
  public GraphOptions longestPathFirst() {
    return new GraphOptions(onFailure, Order.LONGEST_PATH_FIRST, timed, tasks);
  }

  /** These options, with each node's start and end noted. */
  public GraphOptions withTimes() {
    return new GraphOptions(onFailure, order, true, tasks);
  }

  /** These options, with other options for the executor's tasks. */
  public GraphOptions withTasks(TaskOptions tasks) {
    return new GraphOptions(onFailure, order, timed, tasks);
  }
}
