// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When each node of one run ran, in nanoseconds since the run began. */
final class Times {
  /** The time of a node that did not run. */
  static final long NEVER = -1;

  private record Span(long start, long stop) {}

  private final long origin = System.nanoTime();
  // Each pair written by the thread that runs the node, read when the run is over.
  private final long[] starts;
  private final long[] stops;
  // As above, of nodes added while running.
  private final Map<Integer, Span> added = new ConcurrentHashMap<>();

  Times(int nodes) {
    starts = new long[nodes];
    stops = new long[nodes];
    Arrays.fill(starts, NEVER);
    Arrays.fill(stops, NEVER);
  }

  long now() {
    return System.nanoTime() - origin;
  }

  void ran(int node, long start, long stop) {
    if (node < starts.length) {
      starts[node] = start;
      stops[node] = stop;
    } else {
      added.put(node, new Span(start, stop));
    }
  }

  long start(int node) {
    return node < starts.length ? starts[node] : span(node).start();
  }

  long stop(int node) {
    return node < stops.length ? stops[node] : span(node).stop();
  }

  private Span span(int node) {
    return added.getOrDefault(node, new Span(NEVER, NEVER));
  }
}
