// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

/** Being built. */
public final class Main {
  private Main() {}
}
