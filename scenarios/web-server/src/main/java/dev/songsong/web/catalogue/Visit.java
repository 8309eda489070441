// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * All requests of one visitor, as fast as they are answered.
 *
 * @param server where to
 * @param visitor who
 * @param requests how many
 */
record Visit(InetSocketAddress server, Visitor visitor, int requests)
    implements Callable<Visit.Seen> {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /**
   * What the visitor saw.
   *
   * @param digest of the meaning of all answers, in order
   * @param latencies of each request
   * @param first when the first answer was there
   * @param last when the last was
   */
  record Seen(byte[] digest, long[] latencies, long first, long last) {}

  @Override
  public Seen call() throws IOException {
    var replies = new ArrayList<Caller.Reply>(requests);
    var latencies = new long[requests];
    long first = 0;
    long now = System.nanoTime();
    try (var caller = Caller.connect(server, PATIENCE)) {
      for (int i = 0; i < requests; i++) {
        long asked = System.nanoTime();
        replies.add(visitor.ask(caller));
        now = System.nanoTime();
        latencies[i] = now - asked;
        first = i == 0 ? now : first;
      }
    }
    // Only now: hashing is not the server's work.
    return new Seen(digest(replies), latencies, first, now);
  }

  private byte[] digest(List<Caller.Reply> replies) {
    MessageDigest sum = sha256();
    replies.forEach(reply -> sum.update(visitor.meaning(reply).getBytes(StandardCharsets.UTF_8)));
    return sum.digest();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
