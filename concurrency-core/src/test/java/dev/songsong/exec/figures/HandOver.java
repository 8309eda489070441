// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec.figures;

import dev.songsong.exec.ParallelExecutor;
import dev.songsong.memory.SharedHandle;
import dev.songsong.memory.SharedLongs;
import dev.songsong.memory.SharedMemory;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** How long until a worker process has 1 GiB that it has mapped before. */
final class HandOver {
  private static final long BYTES = 1L << 30;
  private static final int TRIPS = 2_000;

  private HandOver() {}

  public static void main(String[] args) throws Exception {
    try (var memory = SharedMemory.create(BYTES);
        var pool = ParallelExecutor.processes(1)) {
      SharedLongs longs = memory.longs();
      long expected = 0;
      for (long i = 0; i < longs.length(); i++) {
        longs.set(i, i * 0x9E3779B97F4A7C15L);
        expected += longs.get(i);
      }
      SharedHandle handle = memory.handle();
      long sum = pool.submit(() -> checksum(handle)).get();
      if (sum != expected) {
        throw new AssertionError("checksum: " + sum + " (expected: " + expected + ")");
      }
      trips(pool, handle, longs, TRIPS, 0);
      trips(pool, handle, longs, TRIPS / 4, 1_000_000);
      System.out.printf("HAND_OVER_PARKED %.6g%n", trips(pool, handle, longs, TRIPS, 1_000_000));
      System.out.printf("HAND_OVER %.6g%n", trips(pool, handle, longs, TRIPS, 0));
    }
  }

  /** Each trip writes a new number into the memory, and the worker must return that. */
  private static double trips(
      ParallelExecutor pool, SharedHandle handle, SharedLongs longs, int count, long pause)
      throws Exception {
    var nanos = new long[count];
    for (int i = 0; i < count; i++) {
      long at = i * 65_521L % longs.length();
      longs.set(at, i);
      if (pause > 0) {
        LockSupport.parkNanos(pause);
      }
      long start = System.nanoTime();
      long got = pool.submit(() -> SharedMemory.openKept(handle).longs().get(at)).get();
      nanos[i] = System.nanoTime() - start;
      if (got != i) {
        throw new AssertionError("number: " + got + " (expected: " + i + ")");
      }
    }
    Arrays.sort(nanos);
    return nanos[count / 2] / 1e3;
  }

  private static long checksum(SharedHandle handle) {
    SharedLongs longs = SharedMemory.openKept(handle).longs();
    long sum = 0;
    for (long i = 0; i < longs.length(); i++) {
      sum += longs.get(i);
    }
    return sum;
  }
}
