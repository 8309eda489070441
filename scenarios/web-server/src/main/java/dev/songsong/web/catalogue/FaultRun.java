// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.scenario.FaultResult;
import dev.songsong.scenario.TrialSetup;
import dev.songsong.web.Timeouts;
import dev.songsong.web.WebServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A fault experiment: visitors ask, and when they are 40 % through, and from then on up to 60 %,
 * requests come whose handler has a bug. A visitor whose connection breaks connects again and goes
 * on with his next request; what was not answered well is lost, and so is what has not been
 * answered when the time is over.
 */
final class FaultRun {
  private static final Duration TIME = Duration.ofSeconds(40);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration HANDLER = Duration.ofSeconds(2);
  private static final Duration FILLING = Duration.ofSeconds(15);
  private static final int FROM = 40; // per cent
  private static final int TO = 60;
  private static final int ROOM = 64 << 20;
  private static final int NO_ROOM = 3;

  private final TrialSetup setup;
  private final Fault fault;
  private final FaultTally tally;
  private long end; // set before visitors and culprits start, and read by them
  private final AtomicInteger asked = new AtomicInteger(); // by visitors; read by culprits
  private final CountDownLatch struck; // counted down by culprits, waited for by visitors
  private final AtomicInteger named = new AtomicInteger(); // by culprits; read in the end

  FaultRun(TrialSetup setup, Fault fault) {
    this.setup = setup;
    this.fault = fault;
    this.tally = FaultTally.of(setup, fault);
    this.struck = new CountDownLatch(fault.times());
  }

  /** Does it; ends this JVM if there is no room left in it. */
  FaultResult run(CatalogueApp good) throws IOException, InterruptedException {
    var app = new FaultyApp(good, fault);
    // A handler that never ends is to be noticed while the experiment runs; to fill a heap takes
    // longer than that.
    Duration handler = fault == Fault.LEAK ? FILLING : HANDLER;
    var options =
        WebTrial.options(setup)
            .withTimeouts(Timeouts.DEFAULT.withHandler(handler).withDrain(Duration.ofSeconds(1)));
    try (var server = WebServer.start(app, options);
        var answered = tally.open()) {
      try {
        strike(server.address(), answered);
      } finally {
        // Before the server is closed, which needs some.
        requireRoom();
      }
    }
    return tally.result(named.get(), true);
  }

  private void strike(InetSocketAddress server, FileChannel answered) throws InterruptedException {
    // Now that the server is up: on a busy machine its start takes a good part of that.
    end = System.nanoTime() + TIME.toNanos();
    var visited = new CountDownLatch(FaultTally.VISITORS);
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < FaultTally.VISITORS; i++) {
      var visitor = new Visitor(i, setup.seed());
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("visitor-" + i)
              .unstarted(() -> {
                visit(server, visitor, answered);
                visited.countDown();
              }));
    }
    for (int i = 0; i < fault.times(); i++) {
      int share = FROM + (TO - FROM) * i / fault.times();
      int when = FaultTally.VISITORS * FaultTally.REQUESTS * share / 100;
      threads.add(
          Thread.ofPlatform().daemon().name("culprit-" + i).unstarted(() -> err(server, when)));
    }
    threads.forEach(Thread::start);
    // Not joined: with a full heap a visitor may have died of it, without a word.
    visited.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    threads.forEach(Thread::interrupt);
  }

  private void visit(InetSocketAddress server, Visitor visitor, FileChannel answered) {
    Caller caller = null;
    try {
      for (int i = 0; i < FaultTally.REQUESTS && System.nanoTime() < end; i++) {
        if (i == FaultTally.REQUESTS * TO / 100) {
          struck.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        asked.incrementAndGet();
        try {
          if (caller == null) {
            caller = Caller.connect(server, PATIENCE);
          }
          if (visitor.ask(caller).status() < 500) {
            FaultTally.add(answered);
          }
        } catch (IOException lost) {
          caller = closed(caller);
          TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
      }
    } catch (InterruptedException overTime) {
      Thread.currentThread().interrupt();
    } finally {
      closed(caller);
    }
  }

  private static @Nullable Caller closed(@Nullable Caller caller) {
    try {
      if (caller != null) {
        caller.close();
      }
    } catch (IOException broken) {
      // As it is known to be.
    }
    return null;
  }

  /** Makes the request that has the bug, when the visitors have come so far. */
  private void err(InetSocketAddress server, int when) {
    try {
      while (asked.get() < when) {
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      }
      try (var caller = Caller.connect(server, TIME)) {
        if (caller.ask("POST", FaultyApp.PATH, "", "").status() >= 500) {
          named.incrementAndGet();
        }
      }
    } catch (IOException brokenOff) {
      // Its process is gone, and with it whoever could have told.
    } catch (InterruptedException overTime) {
      Thread.currentThread().interrupt();
    } finally {
      struck.countDown();
    }
  }

  /** A JVM that has no room for an answer is as good as dead, but does not end of that. */
  private static void requireRoom() {
    try {
      if (new byte[ROOM].length < ROOM) {
        throw new AssertionError("room: too small (expected: as asked)");
      }
    } catch (OutOfMemoryError full) {
      Runtime.getRuntime().halt(NO_ROOM);
    }
  }
}
