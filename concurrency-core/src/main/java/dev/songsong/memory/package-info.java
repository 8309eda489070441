// SPDX-License-Identifier: Apache-2.0
/**
 * Memory that several processes see at once, so that large data is handed over without a copy.
 *
 * <p>Start at {@link dev.songsong.memory.SharedMemory}. One process creates the memory and sends a
 * small handle, by a task, a socket or an argument:
 *
 * <pre>{@code
 * try (var memory = SharedMemory.create(1L << 30)) {
 *   SharedFloats pixels = memory.floats();
 *   fill(pixels);
 *   SharedHandle handle = memory.handle();
 *   Task<Double> mean = pool.submit(() -> Pixels.mean(handle));
 *   print(mean.get());
 * }
 * }</pre>
 *
 * <p>and another opens it:
 *
 * <pre>{@code
 * static double mean(SharedHandle handle) {
 *   try (var memory = SharedMemory.open(handle)) {
 *     SharedFloats pixels = memory.floats();
 *     ...
 *   }
 * }
 * }</pre>
 *
 * <h2>Who sees what, and when</h2>
 *
 * <p>Plain accesses promise nothing between processes. A hand-over by a message (a task's start,
 * its result) is ordered by that message. Without one, write the data, then {@code setRelease} a
 * flag; there, {@code getAcquire} the flag until it is set, then read the data.
 *
 * <h2>Lifetime</h2>
 *
 * <p>The creator holds the lease. When it closes the memory, the file is removed; who has it open
 * keeps it. When it dies instead, the kernel drops its lock, and the next creation of the same user
 * removes the file. Keep the memory open in the creator until the other side has opened it.
 *
 * <h2>Limits</h2>
 *
 * <ul>
 *   <li>Files are readable and writable by their user alone, in a directory of mode 0700.
 *   <li>{@code /dev/shm} is memory: half of it by default, 64 MiB in a Docker container ({@code
 *       --shm-size}). Inside a memory limit the pages count, and the limit kills.
 *   <li>A process that dies while it holds a lock built on {@code compareAndSet} leaves it locked.
 *   <li>On Windows a file that is still open elsewhere stays until a later creation.
 * </ul>
 */
@NullMarked
package dev.songsong.memory;

import org.jspecify.annotations.NullMarked;
