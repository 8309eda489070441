// SPDX-License-Identifier: Apache-2.0
/**
 * The library's primitives under JMH; {@link dev.songsong.benchmarks.jmh.MicroBenchmarks} runs
 * them.
 */
@NullMarked
package dev.songsong.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
