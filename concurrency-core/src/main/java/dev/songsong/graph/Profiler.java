// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Longest paths through a graph, by walking its topological order; no recursion. */
final class Profiler {
  private Profiler() {}

  /** Each node's longest way to the end, itself included. */
  static double[] toTheEnd(Shape<?> shape, double[] lengths) {
    var longest = new double[shape.size()];
    int[] order = shape.order();
    for (int i = order.length - 1; i >= 0; i--) {
      int node = order[i];
      double behind = 0;
      for (int s = shape.successorsFrom(node); s < shape.successorsFrom(node + 1); s++) {
        behind = Math.max(behind, longest[shape.successor(s)]);
      }
      longest[node] = lengths[node] + behind;
    }
    return longest;
  }

  static <K> Profile<K> profile(Shape<K> shape, double[] lengths) {
    int n = shape.size();
    var start = new double[n];
    var end = new double[n];
    var before = new int[n];
    int last = -1;
    for (int node : shape.order()) {
      before[node] = -1;
      for (int dependency : shape.dependencies(node)) {
        if (before[node] < 0 || end[dependency] > end[before[node]]) {
          before[node] = dependency;
        }
      }
      start[node] = before[node] < 0 ? 0 : end[before[node]];
      end[node] = start[node] + lengths[node];
      if (last < 0 || end[node] > end[last]) {
        last = node;
      }
    }
    List<K> path = new ArrayList<>();
    for (int node = last; node >= 0; node = before[node]) {
      path.add(shape.key(node));
    }
    double span = last < 0 ? 0 : end[last];
    return new Profile<>(Arrays.stream(lengths).sum(), span, peak(start, end), path.reversed());
  }

  /** How many of the intervals overlap at once; one ends before another starts at that moment. */
  private static int peak(double[] starts, double[] ends) {
    double[] begins = starts.clone();
    double[] stops = ends.clone();
    Arrays.sort(begins);
    Arrays.sort(stops);
    int most = 0;
    int stopped = 0;
    for (int begun = 0; begun < begins.length; begun++) {
      while (stops[stopped] <= begins[begun] && stopped < begun) {
        stopped++;
      }
      most = Math.max(most, begun + 1 - stopped);
    }
    return most;
  }
}
