// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WindowTest {
  private static final int LARGE = 40_000;

  /** Takes all and says nothing. */
  private static final class Sink implements ByteChannel {
    @Override
    public int read(ByteBuffer into) {
      return -1;
    }

    @Override
    public int write(ByteBuffer from) {
      int all = from.remaining();
      from.position(from.limit());
      return all;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static PooledTask<?> task(Pool pool, long id, int bytes) {
    var filter = new ShipFilter(WindowTest.class, List.of());
    Job<?> job = Job.shipped(null, new byte[bytes], filter, ClassLoader.getSystemClassLoader());
    return new PooledTask<>(pool, id, TaskOptions.DEFAULT, job);
  }

  @Test
  void recalled_task_takes_room_until_the_one_before_it_is_over() throws IOException {
    var window = new Window();
    var channel = new FrameChannel(new Sink());
    try (Pool pool = (Pool) ParallelExecutor.processes(1)) {
      PooledTask<?> head = task(pool, 1, 10);
      PooledTask<?> recalled = task(pool, 2, LARGE);
      PooledTask<?> next = task(pool, 3, LARGE);
      window.send(channel, head);
      assertThat(window.fits(recalled)).isTrue();
      window.send(channel, recalled);

      assertThat(window.remove(2)).isSameAs(recalled);

      // The worker runs the head and has not read the one behind it.
      assertThat(window.fits(next)).isFalse();
      assertThat(window.fits(task(pool, 4, 10))).isTrue();
      window.send(channel, task(pool, 4, 10));
      assertThat(window.remove(1)).isSameAs(head);
      assertThat(window.fits(next)).isTrue();
    }
  }
}
