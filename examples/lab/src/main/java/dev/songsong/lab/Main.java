// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

/** The {@code songsong} command. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.out.println("songsong");
  }
}
