// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The look at all connections of a loop, when many are late at once. */
@ExtendWith(LeakCheck.class)
@Timeout(30)
class SweeperTest {
  private final BlockingQueue<String> order = new LinkedBlockingQueue<>();
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
  private final EventLoop loop = loops.next();
  private final Sweeper sweeper = new Sweeper(loop);

  private final class Slow implements Sweeper.Watched {
    private final String name;
    private final Consumer<Slow> step;

    Slow(String name, Consumer<Slow> step) {
      this.name = name;
      this.step = step;
    }

    @Override
    public void check(long nowNanos) {
      order.add(name);
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1);
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      step.accept(this);
    }

    @Override
    public void drain() {
      throw new IllegalStateException("nobody asked for it");
    }
  }

  private void look(Slow... all) throws InterruptedException {
    loop.submit(
            () -> {
              List.of(all).forEach(sweeper::add);
              sweeper.start();
            })
        .sync();
  }

  private static void fail(Slow one) {
    throw new AssertionError("its look fails");
  }

  @AfterEach
  void end() throws InterruptedException {
    sweeper.stop();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
  }

  @Test
  void what_others_have_to_do_comes_between_those_that_it_takes_long_to_end() throws Exception {
    look(
        new Slow("first", _ -> loop.execute(() -> order.add("a request"))),
        new Slow("second", _ -> {}));
    assertThat(order.take()).isEqualTo("first");
    assertThat(order.take()).isEqualTo("a request");
    assertThat(order.take()).isEqualTo("second");
    assertThat(order.take()).as("once more, half a second later").isEqualTo("first");
  }

  @Test
  void one_whose_look_fails_does_not_keep_the_others_from_theirs() throws Exception {
    look(new Slow("first", SweeperTest::fail), new Slow("second", _ -> {}));
    assertThat(order.take()).isEqualTo("first");
    assertThat(order.take()).isEqualTo("second");
    assertThat(order.take()).isEqualTo("first");
  }

  @Test
  void who_left_meanwhile_is_not_looked_at() throws Exception {
    Slow second = new Slow("second", _ -> {});
    look(new Slow("first", _ -> sweeper.remove(second)), second, new Slow("third", _ -> {}));
    assertThat(order.take()).isEqualTo("first");
    assertThat(order.take()).isEqualTo("third");
  }
}
