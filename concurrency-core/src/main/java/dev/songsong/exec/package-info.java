// SPDX-License-Identifier: Apache-2.0
/**
 * Executors that run the same task by threads, by worker processes, or by both.
 *
 * <p>Start at {@link dev.songsong.exec.ParallelExecutor}; read {@link dev.songsong.exec.Outcome}
 * for how a task can end.
 */
@NullMarked
package dev.songsong.exec;

import org.jspecify.annotations.NullMarked;
