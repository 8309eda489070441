// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

/**
 * Hears each line that a program prints, while it runs.
 *
 * <p>The lines of one pipe come in order, from one thread; those of the other pipe come from
 * another thread, possibly at the same time. A listener that throws stops the program, and the
 * command fails with what it threw. A listener may stop or kill its own program; it should not wait
 * for the end. The program waits while a listener is slow, once the pipe is full.
 */
@FunctionalInterface
public interface LineListener {

  /**
   * Hears one line.
   *
   * @param pipe where it was printed
   * @param line the text (UTF-8) without its end; a carriage return ends a line too, as progress
   *     displays use it; lines over 64 KiB come in pieces
   */
  void line(Pipe pipe, String line);
}
