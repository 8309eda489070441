// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.core;

import dev.songsong.benchmarks.Effort;
import dev.songsong.benchmarks.Lines;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.memory.SharedBytes;
import dev.songsong.memory.SharedHandle;
import dev.songsong.memory.SharedMemory;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;

/** A gibibyte handed to a worker process that has mapped it before. */
final class HandOverProbe {
  private static final long GIB = 1L << 30;
  private static final int HAND_OVERS = 2_000;

  // In the worker, where tasks of one thread write and read it: what it has open, by handle.
  private static final ConcurrentHashMap<SharedHandle, SharedMemory> OPENED =
      new ConcurrentHashMap<>();

  private HandOverProbe() {}

  public static void main(String[] args) throws Exception {
    boolean check = Effort.of(args) == Effort.CHECK;
    try (var memory = SharedMemory.create(check ? 1 << 20 : GIB);
        var pool = ParallelExecutor.processes(1)) {
      fill(memory.asBytes());
      SharedHandle handle = memory.handle();
      if (check) {
        Lines.answer("crc", pool.submit(() -> crc(opened(handle))).get());
        return;
      }
      pool.submit(() -> first(handle)).get();
      var nanos = new long[HAND_OVERS];
      for (int i = 0; i < HAND_OVERS; i++) {
        nanos[i] = handOver(memory, handle, pool, (byte) (i & 127));
      }
      // Outside the timing: that the worker sees every byte.
      Lines.check("checksum", pool.submit(() -> crc(opened(handle))).get(), crc(memory));
      Lines.figure("HAND_OVER", Lines.median(nanos) / 1e3);
    }
  }

  private static long handOver(
      SharedMemory memory, SharedHandle handle, ParallelExecutor pool, byte stamp)
      throws Exception {
    memory.asBytes().setRelease(0, stamp);
    long start = System.nanoTime();
    int seen = pool.submit(() -> first(handle)).get();
    long nanos = System.nanoTime() - start;
    Lines.check("first byte", seen, stamp);
    return nanos;
  }

  private static void fill(SharedBytes bytes) {
    var block = new byte[1 << 16];
    for (int i = 0; i < block.length; i++) {
      block[i] = (byte) i;
    }
    for (long at = 0; at < bytes.length(); at += block.length) {
      bytes.copyFrom(at, block, 0, block.length);
    }
  }

  private static SharedMemory opened(SharedHandle handle) {
    return OPENED.computeIfAbsent(handle, SharedMemory::open);
  }

  private static int first(SharedHandle handle) {
    return opened(handle).asBytes().getAcquire(0);
  }

  private static long crc(SharedMemory memory) {
    var crc = new CRC32();
    crc.update(memory.asBytes().segment().asByteBuffer());
    return crc.getValue();
  }
}
