// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import dev.songsong.exec.Outcome;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Messages about graphs, short however large the graph is. */
final class Texts {
  private static final int SHOWN_OF_A_CYCLE = 12;
  private static final int SUGGESTIONS = 3;
  private static final int LONGEST_COMPARED = 100;

  private Texts() {}

  /** A cycle of this many names, the last of them the first again. */
  static String cycle(int length, IntFunction<?> name) {
    int shown = Math.min(length, SHOWN_OF_A_CYCLE);
    Stream<?> head = IntStream.range(0, shown - 1).mapToObj(name);
    Stream<?> gap = length > shown ? Stream.of("(" + (length - shown) + " more)") : Stream.of();
    String path =
        Stream.of(head, gap, Stream.of(name.apply(length - 1)))
            .flatMap(part -> part)
            .map(String::valueOf)
            .collect(Collectors.joining(" -> "));
    return "cycle: " + path + " (expected: none; -> is \"runs before\"); drop one of these edges";
  }

  /** A run by a pool that was started from one of the pool's own threads. */
  static String ownThread(Object pool, String thread) {
    return pool
        + ": asked by its own "
        + thread
        + " to run a graph (expected: by a thread that is not the pool's), and that thread would"
        + " wait for others while it is held; use run(threads), or another pool";
  }

  static String unknown(Object key, Object neededBy, Collection<?> known) {
    List<String> near = nearest(String.valueOf(key), known);
    return "dependency of "
        + neededBy
        + ": "
        + key
        + " (expected: a node of the graph); "
        + (near.isEmpty() ? "declare it" : "declare it, or did you mean " + either(near) + "?");
  }

  static String noNode(Object key, Collection<?> known) {
    List<String> near = nearest(String.valueOf(key), known);
    return "node: "
        + key
        + " (expected: a node of the graph)"
        + (near.isEmpty() ? "; see nodes()" : "; did you mean " + either(near) + "?");
  }

  /** How a node ended, in a word. */
  static String word(NodeOutcome<?> outcome) {
    return switch (outcome) {
      case NodeOutcome.Ran<?>(Outcome<Object> ran) -> ran.getClass().getSimpleName();
      case NodeOutcome.Skipped<?> skipped -> "Skipped";
      case NodeOutcome.NotStarted<?> notStarted -> "NotStarted";
    };
  }

  static String duplicate(Object key) {
    return "node: " + key + " (expected: declared once); give the second another key";
  }

  static String selfEdge(Object key) {
    return "dependency of " + key + ": itself (expected: another node); leave it out";
  }

  static String noDependency(Object node, Object asked) {
    return "result of "
        + asked
        + ": not for "
        + node
        + " (expected: a node that it directly depends on); add after("
        + node
        + ", "
        + asked
        + ")";
  }

  static String started(Object node) {
    return "after: "
        + node
        + " has started (expected: a node that still waits); add to what depends on the running node";
  }

  private static String either(List<String> names) {
    return String.join(" or ", names);
  }

  /** Names that differ by a third of their letters at most, the nearest first. */
  private static List<String> nearest(String name, Collection<?> known) {
    if (name.length() > LONGEST_COMPARED) {
      return List.of();
    }
    int limit = Math.max(1, name.length() / 3);
    record Near(String name, int distance) {}
    return known.stream()
        .map(String::valueOf)
        .filter(other -> Math.abs(other.length() - name.length()) <= limit)
        .map(other -> new Near(other, distance(name, other)))
        .filter(near -> near.distance() <= limit)
        .sorted(Comparator.comparingInt(Near::distance))
        .limit(SUGGESTIONS)
        .map(Near::name)
        .toList();
  }

  /** Levenshtein's distance: how many letters to insert, delete or replace. */
  private static int distance(String a, String b) {
    int[] above = IntStream.rangeClosed(0, b.length()).toArray();
    for (int i = 1; i <= a.length(); i++) {
      var row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[b.length()];
  }
}
