// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

/**
 * Answers requests. One object answers many at once, on different threads.
 *
 * <p>By default it is called on a virtual thread of its own and may block. Declared {@linkplain
 * Routes#nonBlocking non-blocking} it is called on the event loop, which serves hundreds of other
 * connections: then it must return within microseconds, and finds the request's body complete.
 */
@FunctionalInterface
public interface Handler {

  /**
   * Answers one request.
   *
   * @throws HttpException for an answer that is an error; the client gets it as problem+json
   * @throws Exception for anything else: the client gets 500, the log the trace
   */
  Response handle(Request request) throws Exception;
}
