// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what ought to be rare, so that it is counted always, looked at or not.
 *
 * <p>Thread-safe.
 */
final class Tally {

  /** What can go wrong; by whose hand is in the metrics' names. */
  enum Event {
    /** A client had too many connections. */
    CONNECTION_REFUSED,
    /** A client of HTTP/2 sent too many frames that carry nothing. */
    FRAME_FLOOD,
    /** A request found no place and got 503. */
    OVERLOAD,
    /** A client asked too often and got 429. */
    OVER_RATE,
    /** A request's head did not come to its end in time. */
    HEAD_LATE,
    /** A request's body did not come fast enough. */
    BODY_LATE,
    /** A handler was interrupted because its time was over. */
    HANDLER_LATE,
    /** A client did not take its answer. */
    CLIENT_STALLED
  }

  private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class); // never changed

  Tally() {
    for (Event event : Event.values()) {
      counts.put(event, new LongAdder());
    }
  }

  void count(Event event) {
    counts.get(event).increment();
  }

  long of(Event event) {
    return counts.get(event).sum();
  }
}
