// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what ought to be rare, so that it is counted always, looked at or not.
 *
 * <p>Thread-safe.
 */
final class Tally {
  private final LongAdder connectionsRefused = new LongAdder();
  private final LongAdder overloaded = new LongAdder();
  private final LongAdder overRate = new LongAdder();
  private final LongAdder handlersLate = new LongAdder();

  /** A client had too many connections. */
  void connectionRefused() {
    connectionsRefused.increment();
  }

  /** A request found no place and got 503. */
  void overloaded() {
    overloaded.increment();
  }

  /** A client asked too often and got 429. */
  void overRate() {
    overRate.increment();
  }

  /** A handler's time was over. */
  void handlerLate() {
    handlersLate.increment();
  }

  long connectionsRefusedSoFar() {
    return connectionsRefused.sum();
  }

  long overloadedSoFar() {
    return overloaded.sum();
  }

  long overRateSoFar() {
    return overRate.sum();
  }

  long handlersLateSoFar() {
    return handlersLate.sum();
  }
}
