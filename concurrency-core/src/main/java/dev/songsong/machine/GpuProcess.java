// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import java.util.OptionalLong;

/**
 * A program computing on a graphics card.
 *
 * @param pid its process number
 * @param name its executable
 * @param memoryBytes how much of the card's memory it holds; Windows drivers don't say
 */
public record GpuProcess(long pid, String name, OptionalLong memoryBytes) {}
