// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Writes a run in the Trace Event Format, as one complete event ({@code "ph":"X"}) a node.
 *
 * <p>Rows are dealt out afterwards: in order of their starts, each node gets the row that has been
 * free for longest. So nothing has to be noted about threads while the graph runs, and no two nodes
 * overlap in a row.
 */
final class TraceWriter<K> {
  private record Row(int number, long freeSince) {}

  private final Shape<K> shape;
  private final Times times;
  private final IntFunction<String> outcome;

  TraceWriter(Shape<K> shape, Times times, IntFunction<String> outcome) {
    this.shape = shape;
    this.times = times;
    this.outcome = outcome;
  }

  void write(Path file) throws IOException {
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      out.write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[");
      var rows = new PriorityQueue<>(Comparator.comparingLong(Row::freeSince));
      int count = 0;
      String separator = "\n";
      for (int node : byStart()) {
        Row free = rows.peek();
        boolean isFree = free != null && free.freeSince() <= times.start(node);
        int row = isFree ? rows.remove().number() : ++count;
        rows.add(new Row(row, times.stop(node)));
        out.write(separator);
        out.write(event(node, row));
        separator = ",\n";
      }
      out.write("\n]}\n");
    }
  }

  private List<Integer> byStart() {
    var nodes =
        new ArrayList<>(
            IntStream.range(0, shape.size())
                .filter(node -> times.start(node) != Times.NEVER)
                .boxed()
                .toList());
    nodes.sort(Comparator.comparingLong(times::start));
    return nodes;
  }

  private String event(int node, int row) {
    return "{\"name\":"
        + quoted(String.valueOf(shape.key(node)))
        + ",\"cat\":\"node\",\"ph\":\"X\",\"pid\":1,\"tid\":"
        + row
        + ",\"ts\":"
        + micros(times.start(node))
        + ",\"dur\":"
        + micros(times.stop(node) - times.start(node))
        + ",\"args\":{\"outcome\":"
        + quoted(outcome.apply(node))
        + "}}";
  }

  /** Nanoseconds as microseconds with their decimals, in no one's locale. */
  private static String micros(long nanos) {
    return nanos / 1000 + "." + String.valueOf(1000 + nanos % 1000).substring(1);
  }

  /** A JSON string; half a surrogate pair, which UTF-8 can't hold, is escaped too. */
  static String quoted(String text) {
    var out = new StringBuilder(text.length() + 2).append('"');
    text.codePoints()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            out.append('\\').append((char) c);
          } else if (c < ' ' || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            out.append("\\u").append(Integer.toHexString(0x10000 + c).substring(1));
          } else {
            out.appendCodePoint(c);
          }
        });
    return out.append('"').toString();
  }
}
