// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is said to a worker that may not be listening. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
@DisabledOnOs(OS.WINDOWS)
class ControlLineTest {
  private static final int SLOT = 0;
  // More than any socket's buffer takes.
  private static final int WISHES = 20_000;

  private final Pool pool = (Pool) ParallelExecutor.processes(1);

  @TempDir private Path directory;
  private DeafWorker deaf;

  @BeforeEach
  void start() throws Exception {
    deaf = DeafWorker.start(directory);
  }

  @AfterEach
  void close() throws Exception {
    deaf.close();
    pool.close();
  }

  private PooledTask<Integer> started(boolean withForce) {
    var task = new PooledTask<>(pool, 7, TaskOptions.DEFAULT, Job.here(() -> 1));
    deaf.worker().slots().started(SLOT, task);
    if (withForce) {
      task.cancel(true);
    }
    return task;
  }

  @Test
  void worker_that_reads_nothing_keeps_nobody_waiting() {
    PooledTask<?> task = started(true);
    Worker worker = deaf.worker();

    for (int i = 0; i < WISHES; i++) {
      worker.recall(SLOT, task, new long[] {i});
    }
    worker.interrupt(SLOT, task);
    worker.retire();

    assertThat(worker.expectedEnd()).isTrue();
    assertThat(worker.doom(SLOT, task, "killed")).isTrue();
    worker.end("killed", Duration.ZERO);
    assertThat(worker.death().reason()).isEqualTo("killed");
  }

  @Test
  void what_found_room_is_read_whole_and_in_order() throws Exception {
    PooledTask<?> task = started(true);
    int asked = 0;
    while (deaf.worker().recall(SLOT, task, new long[] {asked})) {
      asked++;
    }
    for (int i = 0; i < WISHES; i++) {
      deaf.worker().recall(SLOT, task, new long[] {++asked});
    }

    FrameChannel control = deaf.control();
    int last = -1;
    for (int i = 0; i < 200; i++) {
      Frame frame = control.read();
      assertThat(frame.type()).isEqualTo(Frame.Type.RECALL);
      assertThat(ByteBuffer.wrap(frame.payload()).getLong()).isEqualTo(++last);
    }
    // Now there is room again.
    boolean sent = false;
    while (!sent) {
      control.read();
      sent = deaf.worker().recall(SLOT, task, new long[] {-1});
    }
    long id = 0;
    while (id != -1) {
      id = ByteBuffer.wrap(control.read().payload()).getLong();
    }
  }

  @Test
  void task_cancelled_without_leave_runs_on_though_it_began_meanwhile() throws Exception {
    PooledTask<?> task = started(false);
    task.cancel(false);

    new TaskStopper(pool, SLOT).stop(deaf.worker(), task);

    deaf.worker().retire();
    assertThat(deaf.control().read().type()).isEqualTo(Frame.Type.SHUTDOWN);
    assertThat(deaf.worker().doomed()).isFalse();
  }

  @Test
  void task_cancelled_with_leave_is_interrupted() throws Exception {
    PooledTask<?> task = started(true);

    new TaskStopper(pool, SLOT).stop(deaf.worker(), task);

    Frame said = deaf.control().read();
    assertThat(said.type()).isEqualTo(Frame.Type.INTERRUPT);
    assertThat(said.id()).isEqualTo(7);
  }
}
