// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import picocli.CommandLine;

/** Image processing as a program of its own; {@code songsong run image-processing} is the same. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ImageCommand()).execute(args));
  }
}
