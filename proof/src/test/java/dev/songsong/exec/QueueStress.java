// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** {@link TaskQueue}, with {@link Spin} before its lock, and {@link Window}. */
public final class QueueStress {
  private QueueStress() {}

  /** Who waits is woken: a lost wake-up would hang, and be reported as that. */
  @JCStressTest
  @Outcome(id = "7", expect = ACCEPTABLE, desc = "woken with the task")
  @Outcome(expect = FORBIDDEN, desc = "another task, or none")
  @State
  public static class Woken {
    private final TaskQueue queue = new TaskQueue();

    /** Waits. */
    @Actor
    public void taker(I_Result result) {
      PooledTask<?> task = queue.take();
      result.r1 = task == null ? -1 : (int) task.id();
    }

    /** Adds. */
    @Actor
    public void adder() {
      queue.addAll(List.of(Tasks.task(7)));
    }
  }

  /** Two look for two tasks: each gets one. */
  @JCStressTest
  @Outcome(
      id = {"1, 2", "2, 1"},
      expect = ACCEPTABLE,
      desc = "one each")
  @Outcome(expect = FORBIDDEN, desc = "one twice, or lost")
  @State
  public static class OneEach {
    private final TaskQueue queue = new TaskQueue();

    /** Two tasks. */
    public OneEach() {
      queue.addAll(List.of(Tasks.task(1), Tasks.task(2)));
    }

    /** Takes. */
    @Actor
    public void one(II_Result result) {
      result.r1 = (int) queue.take().id();
    }

    /** Takes too. */
    @Actor
    public void other(II_Result result) {
      result.r2 = (int) queue.take().id();
    }
  }

  /** The end reaches a waiting taker. */
  @JCStressTest
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "told of the end")
  @Outcome(expect = FORBIDDEN, desc = "a task from nowhere")
  @State
  public static class Closed {
    private final TaskQueue queue = new TaskQueue();

    /** Waits. */
    @Actor
    public void taker(I_Result result) {
      result.r1 = queue.take() == null ? -1 : 1;
    }

    /** Closes. */
    @Actor
    public void closer() {
      queue.close();
    }
  }

  /** While the slot moves its window on, the timer's look at it never names the running head. */
  @JCStressTest
  @Outcome(
      id = {"2", "nothing", "3", "3 and 2"},
      expect = ACCEPTABLE,
      desc = "of some moment")
  @Outcome(expect = FORBIDDEN, desc = "a task that was not waiting")
  @State
  public static class Waiting {
    // A channel is one thread's, and its buffers are too large for one a state.
    private static final ThreadLocal<FrameChannel> NOWHERE =
        ThreadLocal.withInitial(() -> new FrameChannel(new Nowhere()));

    private final Window window = new Window();

    /** One running, one behind it. */
    public Waiting() {
      send(1);
      send(2);
    }

    private void send(long id) {
      try {
        window.send(NOWHERE.get(), Tasks.task(id));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    /** The slot's thread. */
    @Actor
    public void slot() {
      window.remove(1);
      send(3);
    }

    /** The timer. */
    @Actor
    public void timer(L_Result result) {
      result.r1 = text(window.waiting());
    }

    private static String text(long[] ids) {
      return ids.length == 0
          ? "nothing"
          : Arrays.stream(ids).mapToObj(Long::toString).collect(Collectors.joining(" and "));
    }
  }

  /** Takes all and keeps nothing. */
  private static final class Nowhere implements ByteChannel {
    @Override
    public int read(ByteBuffer target) {
      return -1;
    }

    @Override
    public int write(ByteBuffer source) {
      int count = source.remaining();
      source.position(source.limit());
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
