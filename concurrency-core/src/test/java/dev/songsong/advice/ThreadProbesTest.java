// SPDX-License-Identifier: Apache-2.0
package dev.songsong.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.advice.CostsMeter.Unmeasurable;
import dev.songsong.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Threads that wait to be counted, and a system that has no room for them. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class ThreadProbesTest {
  private final List<Thread> made = new ArrayList<>();

  /** A system with room for so many threads. */
  private ThreadFactory room(int threads) {
    return body -> {
      Thread thread = made.size() < threads ? new Thread(body) : new Unstartable();
      made.add(thread);
      return thread;
    };
  }

  private static final class Unstartable extends Thread {
    @Override
    public void start() {
      throw new OutOfMemoryError("unable to create native thread");
    }
  }

  @Test
  void threads_wait_until_they_are_let_go() throws Exception {
    var go = new CountDownLatch(1);
    assertThat(ThreadProbes.waiting(room(5), 5, go)).hasSize(5).allMatch(Thread::isAlive);
    go.countDown();
    for (Thread thread : made) {
      thread.join();
    }
  }

  @Test
  void threads_that_were_started_have_ended_when_one_could_not_be() {
    assertThatThrownBy(() -> ThreadProbes.waiting(room(4), 9, new CountDownLatch(1)))
        .isInstanceOf(Unmeasurable.class)
        .hasMessage("threads: 4 (expected: room for 9)");
    assertThat(made).hasSize(5).noneMatch(Thread::isAlive);
  }

  @Test
  void threads_are_let_go_when_the_wait_is_interrupted() throws Exception {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> ThreadProbes.waiting(room(4), 4, new CountDownLatch(1)))
        .isInstanceOf(InterruptedException.class);
    for (Thread thread : made) {
      thread.join();
    }
  }
}
