// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What was kept of a program's output: all of it, or its head and its tail with a gap between.
 *
 * <p>Immutable. Empty when the output went to a file or to the caller.
 */
public final class Captured {
  private final byte[] head;
  private final byte[] tail;
  private final long dropped;

  Captured(byte[] head, byte[] tail, long dropped) {
    this.head = head;
    this.tail = tail;
    this.dropped = dropped;
  }

  /** How many bytes between the head and the tail were not kept; 0 when the output is whole. */
  public long dropped() {
    return dropped;
  }

  /** How many bytes the program printed. */
  public long total() {
    return head.length + dropped + tail.length;
  }

  /** The bytes kept: the head directly followed by the tail. */
  public byte[] bytes() {
    var all = new byte[head.length + tail.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return all;
  }

  /** The output as UTF-8 text; a gap is marked by a line that says how many bytes are missing. */
  public String text() {
    return text(StandardCharsets.UTF_8);
  }

  /** As {@link #text()}, in another charset. */
  public String text(Charset charset) {
    if (dropped == 0) {
      return new String(bytes(), charset);
    }
    return new String(head, charset)
        + "\n[... "
        + dropped
        + " bytes not kept ...]\n"
        + new String(tail, charset);
  }

  /** The lines of {@link #text()}. */
  public List<String> lines() {
    return text().lines().toList();
  }

  /** The last lines of {@link #text()}, at most {@code count}. */
  public List<String> lastLines(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count: " + count + " (expected: >= 0)");
    }
    List<String> lines = lines();
    return lines.subList(Math.max(0, lines.size() - count), lines.size());
  }

  /** The text without the white space at its ends. */
  @Override
  public String toString() {
    return text().strip();
  }
}
