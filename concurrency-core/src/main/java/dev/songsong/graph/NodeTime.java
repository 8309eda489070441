// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import java.time.Duration;

/**
 * When a node ran, from the beginning of the run.
 *
 * @param start when its work began; in a pool's run, its end less what its worker measured
 * @param end when its work had ended; in a pool's run, when the caller's thread heard of it
 */
public record NodeTime(Duration start, Duration end) {

  /** How long the node ran. */
  public Duration length() {
    return end.minus(start);
  }
}
