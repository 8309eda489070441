// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

/**
 * A kind whose children are JVMs. The supervisor takes their cores from the budget before the first
 * start, keeps them over restarts, and gives them back at the end; a start finds them as the {@link
 * dev.songsong.machine.Budget#current()} of its thread.
 */
interface JvmKind extends ChildKind {
  /** How many cores to take; 0 when the child's share is held by somebody else. */
  int cores();
}
