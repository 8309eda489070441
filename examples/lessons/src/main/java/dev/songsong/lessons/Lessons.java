// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

/** Being built. */
public final class Lessons {
  private Lessons() {}
}
