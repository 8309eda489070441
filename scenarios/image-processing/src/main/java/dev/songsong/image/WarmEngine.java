// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

/**
 * Makes this JVM's engine when it is initialised.
 *
 * <p>Worker processes load it before their first task: otherwise loading the native libraries would
 * count against the first image's time limit.
 */
final class WarmEngine {
  static {
    ImageEngine.shared();
  }

  private WarmEngine() {}
}
