// SPDX-License-Identifier: Apache-2.0
/**
 * Threads, processes or both, for work that is described: rules with their sources, and the figures
 * measured here that back them.
 *
 * <p>Start at {@link dev.songsong.advice.Advice#of}: a pure function of a {@link
 * dev.songsong.advice.WorkProfile}, a machine, and {@link dev.songsong.advice.Costs}, which {@link
 * dev.songsong.advice.Costs#measure()} finds out in a few seconds. The advice is a starting point;
 * measure the work itself to correct it.
 */
@NullMarked
package dev.songsong.advice;

import org.jspecify.annotations.NullMarked;
