// SPDX-License-Identifier: Apache-2.0
/**
 * Pipelines: a source, stages that work at the same time, bounded queues between them, a sink.
 *
 * <p>Start at {@link dev.songsong.pipeline.Pipeline}, then {@link dev.songsong.pipeline.Stage}.
 *
 * <pre>{@code
 * List<Page> pages =
 *     Pipeline.from(paths)
 *         .stage("read", Stage.virtualThreads(8), Page::read)
 *         .stage("parse", Stage.processes(2).skipFailures(), Page::parse)
 *         .toList();
 * }</pre>
 *
 * <p>The code in reading order: {@code Part} (the description), {@code Assembly} (a run made of
 * it), {@code Run}, {@code Fate} and {@code Keeper} (its threads and their end), {@code Ring} (the
 * queue) and {@code Tally} (how it waits), {@code LocalWorker} and {@code Reorder}, {@code
 * RemoteStage}, {@code ItemWatch}, {@code Inbox} and {@code Outflow} (Reactive Streams on both
 * ends).
 */
@NullMarked
package dev.songsong.pipeline;

import org.jspecify.annotations.NullMarked;
