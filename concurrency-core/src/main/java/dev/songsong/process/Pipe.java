// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

/** One of a program's two outputs. */
public enum Pipe {
  /** Standard output. */
  STDOUT,
  /** Standard error. */
  STDERR
}
