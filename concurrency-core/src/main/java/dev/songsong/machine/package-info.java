// SPDX-License-Identifier: Apache-2.0
/**
 * What this machine is: processors, memory, graphics cards, and the limits a container sets; and
 * {@link dev.songsong.machine.Budget}, one split of it over all pools.
 *
 * <p>Start at {@link dev.songsong.machine.Machine#probe()}. What could not be found out is an empty
 * {@code Optional}, never a guess; why it is empty stands in {@link
 * dev.songsong.machine.Machine#warnings()}.
 */
@NullMarked
package dev.songsong.machine;

import org.jspecify.annotations.NullMarked;
