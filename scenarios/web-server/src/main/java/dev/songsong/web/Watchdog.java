// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/*
 * Java can't end a thread, only a process. So a handler that never returns is the one thing that a
 * server of threads can't get rid of: on a virtual thread that computes it holds one of as many
 * carriers as there are cores, and when all are held no handler that may block runs any more; on
 * the event loop it holds all connections of the loop. A worker process can end itself and be
 * replaced, and that is what this sees to.
 *
 * Time is counted in looks that were made, not by the clock: a process that was stopped for a
 * minute and goes on finds all late and nothing wrong.
 *
 * A look puts a question to each loop, and one to the carriers: a virtual thread that has nothing
 * to do but to end. That this one has to wait is no sign by itself, for where there is much to do
 * it has many before it; so what loops were brought by handlers counts as an answer too.
 */
/** Sees in a worker process whether something there hangs for good. For one thread. */
final class Watchdog {
  private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);
  private static final int LEAST_LOOKS = 4;

  /**
   * What hangs.
   *
   * @param why in words
   * @param all whether no other request can be answered because of it, or hardly one
   */
  record Hang(String why, boolean all) {}

  /** What answers soon, as long as it works. */
  private static final class Watched {
    private final Supplier<? extends Future<Long>> question;
    private Future<Long> answer;
    private int unanswered;
    private long told; // the last answer

    Watched(Supplier<? extends Future<Long>> question) {
      this.question = question;
      this.answer = question.get();
    }

    int look() {
      if (answer.isDone()) {
        told = answer.resultNow();
        answer = question.get();
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
  private final Watched carriers = new Watched(Watchdog::askCarriers);
  private long brought; // by handlers to the loops, as far as known
  private Map<Exchange, Integer> late = Map.of();

  /**
   * Of an engine, whose limit for handlers is also the limit here: a handler has it once for its
   * answer and once more to end when it was interrupted, and a loop and all carriers together may
   * be held so long.
   */
  Watchdog(Engine engine) {
    this.engine = engine;
    this.limit = engine.options().timeouts().handler();
    this.periodNanos = Math.min(LONGEST_PERIOD.toNanos(), limit.toNanos() / LEAST_LOOKS);
    this.looks = Math.toIntExact(Math.min(Integer.MAX_VALUE, limit.toNanos() / periodNanos));
  }

  private static Future<Long> askCarriers() {
    var nothing = new FutureTask<>(() -> 0L);
    Thread.ofVirtual().name("web-watchdog").start(nothing);
    return nothing;
  }

  /** Watches until the latch is open; or says what hangs. */
  Optional<Hang> watch(CountDownLatch end) throws InterruptedException {
    engine
        .loops()
        .forEach(loop -> {
          Lane lane = engine.sweeper((EventLoop) loop).lane();
          loops.add(new Watched(() -> loop.submit(lane::brought)));
        });
    while (!end.await(periodNanos, TimeUnit.NANOSECONDS)) {
      Optional<Hang> hangs = heldLoop().or(this::heldCarriers).or(this::hangingHandler);
      if (hangs.isPresent()) {
        return hangs;
      }
    }
    return Optional.empty();
  }

  private Optional<Hang> heldLoop() {
    return loops.stream().mapToInt(Watched::look).max().orElse(0) < looks
        ? Optional.empty()
        : Optional.of(
            new Hang(
                "event loop: held for " + limit + " (expected: handlers that return at once there)",
                true));
  }

  private Optional<Hang> heldCarriers() {
    long now = loops.stream().mapToLong(loop -> loop.told).sum();
    boolean waits = carriers.look() >= looks;
    if (now != brought) {
      brought = now;
      carriers.unanswered = 0;
      return Optional.empty();
    }
    return waits
        ? Optional.of(
            new Hang(
                "handlers: held all cores for " + limit + " (expected: to end, or to wait)", true))
        : Optional.empty();
  }

  private Optional<Hang> hangingHandler() {
    var now = new HashMap<Exchange, Integer>();
    engine.late().forEach(one -> now.put(one, late.getOrDefault(one, 0) + 1));
    late = now;
    return late.keySet().stream()
        .filter(one -> late.get(one) > looks)
        .findFirst()
        .map(one ->
            new Hang(
                "handler: %s %s still runs, %s after it was interrupted (expected: to end then)"
                    .formatted(one.method(), one.target(), limit),
                false));
  }
}
