// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/*
 * Java can't end a thread, only a process. So a handler that never returns is the one thing that a
 * server of threads can't get rid of: on a virtual thread that computes it holds one of as many
 * carriers as there are cores, and when all are held no handler that may block runs any more; on
 * the event loop it holds all connections of the loop. A worker process can end itself and be
 * replaced, and that is what this sees to.
 *
 * Time is counted in looks that were made, not by the clock: a process that was stopped for a
 * minute and goes on finds all late and nothing wrong.
 */
/** Sees in a worker process whether something there hangs for good. For one thread. */
final class Watchdog {
  private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);
  private static final int LEAST_LOOKS = 4;

  /** An event loop and the question whether it still turns. */
  private static final class Watched {
    private final EventExecutor loop;
    private Future<?> answer;
    private int unanswered;

    Watched(EventExecutor loop) {
      this.loop = loop;
      this.answer = ask();
    }

    private Future<?> ask() {
      return loop.submit(() -> {});
    }

    int look() {
      if (answer.isDone()) {
        answer = ask();
        unanswered = 0;
      } else {
        unanswered++;
      }
      return unanswered;
    }
  }

  private final Engine engine;
  private final Duration limit;
  private final long periodNanos;
  private final int looks;
  private final List<Watched> loops = new ArrayList<>();
  private Map<Exchange, Integer> late = Map.of();

  /**
   * Of an engine, whose limit for handlers is also the limit here: a handler has it once for its
   * answer and once more to end when it was interrupted.
   */
  Watchdog(Engine engine) {
    this.engine = engine;
    this.limit = engine.options().timeouts().handler();
    this.periodNanos = Math.min(LONGEST_PERIOD.toNanos(), limit.toNanos() / LEAST_LOOKS);
    this.looks = Math.toIntExact(Math.min(Integer.MAX_VALUE, limit.toNanos() / periodNanos));
  }

  /** Watches until the latch is open; or says what hangs. */
  Optional<String> watch(CountDownLatch end) throws InterruptedException {
    engine.loops().forEach(loop -> loops.add(new Watched(loop)));
    while (!end.await(periodNanos, TimeUnit.NANOSECONDS)) {
      if (loops.stream().mapToInt(Watched::look).max().orElse(0) >= looks) {
        return Optional.of(
            "event loop: held for " + limit + " (expected: handlers that return at once there)");
      }
      Optional<Exchange> hanging = hangingHandler();
      if (hanging.isPresent()) {
        Exchange one = hanging.get();
        return Optional.of(
            "handler: %s %s still runs, %s after it was interrupted (expected: to end then)"
                .formatted(one.method(), one.target(), limit));
      }
    }
    return Optional.empty();
  }

  private Optional<Exchange> hangingHandler() {
    var now = new HashMap<Exchange, Integer>();
    engine.late().forEach(one -> now.put(one, late.getOrDefault(one, 0) + 1));
    late = now;
    return late.keySet().stream().filter(one -> late.get(one) > looks).findFirst();
  }
}
