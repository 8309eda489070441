// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

/** Being built. */
public final class Hardware {
  private Hardware() {}
}
