// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;

/**
 * How long the server waits. It looks once in half a second, so these are not exact; where very
 * many are late at once, their end takes longer, so that others are answered meanwhile.
 *
 * @param head from a request's first byte to the end of its headers; then 408
 * @param body for a request's body: in each stretch of this length 1,024 bytes a second must come,
 *     or its end; else 408
 * @param handler for a handler, once it has the body; then 503, and its thread is interrupted. One
 *     that goes on keeps its place among {@link Limits#requests}. A worker process of which a part
 *     or the whole is held for so long is replaced; see {@link dev.songsong.web}
 * @param write for the client to take what waits for it: in each stretch of this length 1,024 bytes
 *     a second, or all; else the connection is closed
 * @param idle between two requests of a connection
 * @param drain for what is in flight when the server closes; streams of events are told to end
 */
public record Timeouts(
    Duration head, Duration body, Duration handler, Duration write, Duration idle, Duration drain)
    implements Serializable {

  /** Sane for a service on the open network. */
  public static final Timeouts DEFAULT =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofSeconds(75),
          Duration.ofSeconds(10));

  /** Checks the values. */
  public Timeouts {
    positive("head", head);
    positive("body", body);
    positive("handler", handler);
    positive("write", write);
    positive("idle", idle);
    positive("drain", drain);
  }

  /** The same with another limit for heads. */
  public Timeouts withHead(Duration head) {
    return new Timeouts(head, body, handler, write, idle, drain);
  }

  /** The same with another limit for bodies. */
  public Timeouts withBody(Duration body) {
    return new Timeouts(head, body, handler, write, idle, drain);
  }

  /** The same with another limit for handlers. */
  public Timeouts withHandler(Duration handler) {
    return new Timeouts(head, body, handler, write, idle, drain);
  }

  /** The same with another limit for slow readers. */
  public Timeouts withWrite(Duration write) {
    return new Timeouts(head, body, handler, write, idle, drain);
  }

  /** The same with another limit between requests. */
  public Timeouts withIdle(Duration idle) {
    return new Timeouts(head, body, handler, write, idle, drain);
  }

  /** The same with another limit for the end. */
  public Timeouts withDrain(Duration drain) {
    return new Timeouts(head, body, handler, write, idle, drain);
  }

  private static void positive(String name, Duration value) {
    if (!requireNonNull(value, name).isPositive()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
