// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

/** The operating system, as far as starting programs differs by it. */
final class Platform {
  private static final String NAME = System.getProperty("os.name", "");
  static final boolean LINUX = NAME.startsWith("Linux");
  static final boolean MAC = NAME.startsWith("Mac");
  static final boolean WINDOWS = NAME.startsWith("Windows");

  private Platform() {}
}
