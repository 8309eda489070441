// SPDX-License-Identifier: Apache-2.0
/**
 * Work with an order: a graph of nodes, each run once after those it depends on, by threads or by
 * worker processes.
 *
 * <p>Start at {@link dev.songsong.graph.TaskGraph}; read {@link dev.songsong.graph.NodeOutcome} for
 * how a node can end and {@link dev.songsong.graph.NodeContext} for what a node can do while it
 * runs. The code behind it, in reading order: {@code Shape} (the graph as arrays), {@code RunState}
 * (counters of one run), {@code ThreadRun} with {@code GraphWorker} and {@code WorkDeque}, {@code
 * PoolRun}, {@code Growth} (nodes added while running).
 */
@NullMarked
package dev.songsong.graph;

import org.jspecify.annotations.NullMarked;
