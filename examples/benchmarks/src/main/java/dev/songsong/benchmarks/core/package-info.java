// SPDX-License-Identifier: Apache-2.0
/**
 * The suites of the core: our programs and the peers' that are written in Java.
 *
 * <p>Those in other languages are beside this package among the resources, under the same rules:
 * the last argument is {@code check}, {@code quick} or {@code full}; every result is checked; a
 * line an answer, a line a figure.
 */
@NullMarked
package dev.songsong.benchmarks.core;

import org.jspecify.annotations.NullMarked;
