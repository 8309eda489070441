// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * So many requests a second from each client, and a second's worth of them at once. Clients that
 * were quiet for a while are forgotten, and those beyond a number too: the ones not seen longest.
 *
 * <p>For each there is one number, the moment at which all that was let in would have come evenly
 * (the generic cell rate algorithm). Guava's RateLimiter would give a new client no burst: the
 * second of a browser's first six requests would be refused.
 *
 * <p>Thread-safe.
 */
final class ClientRates {
  private static final long SECOND = 1_000_000_000L;
  private static final long MOST_CLIENTS = 100_000;

  private final long interval; // nanoseconds from one request to the next
  private final LongSupplier clock;
  private final LoadingCache<Object, AtomicLong> evenUntil;

  /**
   * A limit.
   *
   * @param perSecond at least 1
   * @param clock nanoseconds since any moment
   */
  ClientRates(int perSecond, LongSupplier clock) {
    this.interval = SECOND / perSecond;
    this.clock = clock;
    this.evenUntil =
        CacheBuilder.newBuilder()
            .maximumSize(MOST_CLIENTS)
            .expireAfterAccess(Duration.ofSeconds(2))
            .build(CacheLoader.from(() -> new AtomicLong(clock.getAsLong())));
  }

  /** Whether one more request of the client is within its rate; then it is counted. */
  boolean admits(InetAddress client) {
    AtomicLong even = evenUntil.getUnchecked(ClientKey.of(client));
    long now = clock.getAsLong();
    while (true) {
      long before = even.get();
      long from = before - now > 0 ? before : now;
      if (from + interval - now > SECOND) {
        return false;
      }
      if (even.compareAndSet(before, from + interval)) {
        return true;
      }
    }
  }
}
