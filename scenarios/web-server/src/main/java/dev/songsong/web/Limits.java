// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.Serializable;
import java.util.function.Consumer;

/**
 * What one serving process takes at once. In the modes that have worker processes each has limits
 * of its own.
 *
 * @param requests handled at once, by handlers that may block; one that waits for its client, or
 *     writes a stream of events, does not count, unless more do than may run and wait. Who was slow
 *     goes on without a turn, so at worst twice as many and the queue's run at once
 * @param queue requests that wait for their turn beyond that; what comes on top gets 503
 * @param connections open at once; more are not accepted until one closes
 * @param connectionsPerClient open at once by one address, or network of IPv6 (/64); more are reset
 * @param ratePerClient requests a second from one address or network, and as many at once after a
 *     second's quiet; what comes on top gets 429; 0 for any
 * @param requestLine the longest request line in bytes; a longer one gets 414
 * @param headers the most bytes of all headers together; more, or more than 100 headers, get 431
 * @param bodyBytes the largest body, inflated if it came compressed; a larger one gets 413
 * @param streams at once on one HTTP/2 connection
 * @param resets streams that an HTTP/2 client may reset, and settings, pings and priorities that it
 *     may send, in ten seconds
 */
public record Limits(
    int requests,
    int queue,
    int connections,
    int connectionsPerClient,
    int ratePerClient,
    int requestLine,
    int headers,
    long bodyBytes,
    int streams,
    int resets)
    implements Serializable {

  /** Sane for a service on the open network. */
  public static final Limits DEFAULT =
      new Limits(1_000, 1_000, 20_000, 5_000, 0, 8 << 10, 16 << 10, 10 << 20, 100, 200);

  /** Checks the values. */
  public Limits {
    atLeast("requests", requests, 1);
    atLeast("queue", queue, 0);
    atLeast("connections", connections, 1);
    atLeast("connectionsPerClient", connectionsPerClient, 1);
    atLeast("ratePerClient", ratePerClient, 0);
    atLeast("requestLine", requestLine, 64);
    atLeast("headers", headers, 256);
    atLeast("bodyBytes", bodyBytes, 0);
    atLeast("streams", streams, 1);
    atLeast("resets", resets, 1);
  }

  /** The same with other numbers of requests. */
  public Limits withRequests(int requests, int queue) {
    return with(draft -> {
      draft.requests = requests;
      draft.queue = queue;
    });
  }

  /** The same with other numbers of connections. */
  public Limits withConnections(int connections, int connectionsPerClient) {
    return with(draft -> {
      draft.connections = connections;
      draft.connectionsPerClient = connectionsPerClient;
    });
  }

  /** The same with another rate. */
  public Limits withRatePerClient(int ratePerClient) {
    return with(draft -> draft.ratePerClient = ratePerClient);
  }

  /** The same with another largest body. */
  public Limits withBodyBytes(long bodyBytes) {
    return with(draft -> draft.bodyBytes = bodyBytes);
  }

  /** The same with other largest heads. */
  public Limits withHead(int requestLine, int headers) {
    return with(draft -> {
      draft.requestLine = requestLine;
      draft.headers = headers;
    });
  }

  /** The same with other limits of HTTP/2. */
  public Limits withStreams(int streams, int resets) {
    return with(draft -> {
      draft.streams = streams;
      draft.resets = resets;
    });
  }

  private Limits with(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return draft.limits();
  }

  private static void atLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
    }
  }

  /** Limits while one of them is changed. */
  private static final class Draft {
    int requests;
    int queue;
    int connections;
    int connectionsPerClient;
    int ratePerClient;
    int requestLine;
    int headers;
    long bodyBytes;
    int streams;
    int resets;

    Draft(Limits from) {
      requests = from.requests;
      queue = from.queue;
      connections = from.connections;
      connectionsPerClient = from.connectionsPerClient;
      ratePerClient = from.ratePerClient;
      requestLine = from.requestLine;
      headers = from.headers;
      bodyBytes = from.bodyBytes;
      streams = from.streams;
      resets = from.resets;
    }

    Limits limits() {
      return new Limits(
          requests,
          queue,
          connections,
          connectionsPerClient,
          ratePerClient,
          requestLine,
          headers,
          bodyBytes,
          streams,
          resets);
    }
  }
}
