// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import java.io.Serializable;

/**
 * What another process on the same machine needs in order to open a piece of shared memory: small,
 * and the same however large the memory is.
 *
 * @param path the mapped file
 * @param bytes the memory's size
 * @param token a random number that the memory must carry, so that a handle never opens a later
 *     file of the same name
 */
public record SharedHandle(String path, long bytes, long token) implements Serializable {}
