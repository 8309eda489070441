// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

/** How a rank stands. It only ever moves from {@link #RUNNING} to one of the others. */
enum Standing {
  /** Its body runs, or is about to. */
  RUNNING,
  /** Its body has returned. */
  ENDED,
  /** Its body threw. */
  FAILED,
  /** Its process died, or its connection broke. */
  DEAD,
  /** It missed a deadline, and the others gave it up. */
  EXPELLED;

  /** Whether the communicators it was in are of no more use. */
  boolean breaksTheGroup() {
    return this == FAILED || this == DEAD || this == EXPELLED;
  }
}
