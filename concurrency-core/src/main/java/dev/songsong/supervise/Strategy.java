// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

/** Which children start anew when one of them has died. */
public enum Strategy {
  /** Only the one that died: the children don't need each other. */
  ONE_FOR_ONE,
  /** All: the others are stopped first, in reverse order, and all start again in order. */
  ONE_FOR_ALL,
  /** The one that died and those that were started after it, because they stand on it. */
  REST_FOR_ONE
}
