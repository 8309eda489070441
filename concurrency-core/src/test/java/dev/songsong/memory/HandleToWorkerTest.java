// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.Task;
import dev.songsong.testkit.LeakCheck;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A handle as it is meant to be used: captured by a task that runs in a worker process. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class HandleToWorkerTest {

  @Test
  void worker_reads_and_writes_the_memory_of_its_parent() throws Exception {
    try (var memory = SharedMemory.create(8000);
        var pool = ParallelExecutor.processes(1)) {
      SharedLongs longs = memory.longs();
      LongStream.range(0, 1000).forEach(i -> longs.set(i, i));
      SharedHandle handle = memory.handle();

      Task<Long> sum = pool.submit(() -> sumAndClear(handle));

      assertThat(sum.get()).isEqualTo(LongStream.range(0, 1000).sum());
      assertThat(longs.toArray()).containsOnly(0);
    }
  }

  @Test
  void kept_memory_is_opened_once_in_a_process_until_it_is_closed() throws Exception {
    try (var memory = SharedMemory.create(8);
        var pool = ParallelExecutor.processes(1)) {
      SharedHandle handle = memory.handle();

      assertThat(pool.submit(() -> opensTheSame(handle)).get()).isTrue();
      assertThat(pool.submit(() -> opensAnewAfterClose(handle)).get()).isTrue();
      assertThat(memory.longs().get(0)).isEqualTo(2);
    }
  }

  private static boolean opensTheSame(SharedHandle handle) {
    SharedMemory first = SharedMemory.openKept(handle);
    first.longs().getAndAdd(0, 1);
    return SharedMemory.openKept(handle) == first;
  }

  private static boolean opensAnewAfterClose(SharedHandle handle) {
    SharedMemory first = SharedMemory.openKept(handle);
    first.close();
    try (var second = SharedMemory.openKept(handle)) {
      second.longs().getAndAdd(0, 1);
      return second != first;
    }
  }

  private static long sumAndClear(SharedHandle handle) {
    try (var memory = SharedMemory.open(handle)) {
      SharedLongs longs = memory.longs();
      long sum = LongStream.range(0, longs.length()).map(longs::get).sum();
      longs.fill(0);
      return sum;
    }
  }
}
