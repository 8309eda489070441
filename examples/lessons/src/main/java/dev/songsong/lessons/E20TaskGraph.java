// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.graph.GraphResult;
import dev.songsong.graph.TaskGraph;

/**
 * Work with an order: each node runs once, after those it depends on, and sees their results. The
 * weights tell the longest way through, which no number of workers makes shorter. An order that
 * bites its own tail is refused, with the circle.
 */
public final class E20TaskGraph {
  private E20TaskGraph() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    // START SNIPPET: graph
    TaskGraph<String> build =
        TaskGraph.<String>builder()
            .node("a.o", node -> "A")
            .node("b.o", node -> "B")
            .node("app", node -> node.result("a.o") + "+" + node.result("b.o"))
            .after("app", "a.o", "b.o")
            .weight("b.o", 5)
            .build();
    GraphResult<String> result = build.run(2);
    // END SNIPPET: graph
    System.out.println("app: " + result.value("app", String.class));
    System.out.println("longest way: " + build.profile().criticalPath());
    try {
      TaskGraph.<String>builder()
          .node("hen", node -> "")
          .node("egg", node -> "")
          .after("hen", "egg")
          .after("egg", "hen")
          .build();
    } catch (IllegalArgumentException e) {
      System.out.println(e.getMessage().replace("; ", ";\n  "));
    }
  }
}

// Output:
// app: A+B
// longest way: [b.o, app]
// cycle: hen -> egg -> hen (expected: none;
//   -> is "runs before");
//   drop one of these edges
