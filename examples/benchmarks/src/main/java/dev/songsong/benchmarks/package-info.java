// SPDX-License-Identifier: Apache-2.0
/**
 * Side-by-side runs of parts of the library against their peers.
 *
 * <p>A {@link dev.songsong.benchmarks.Suite} is a list of contests; a contest is our program beside
 * those of the peers; a program prints {@code answer NAME VALUE} for what it computed and {@code
 * FIGURE VALUE} for what it measured. {@link dev.songsong.benchmarks.SideBySide} runs them and
 * makes a {@link dev.songsong.benchmarks.Row} of each figure and peer.
 */
@NullMarked
package dev.songsong.benchmarks;

import org.jspecify.annotations.NullMarked;
