// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the client is told instead of an answer that could not be made. */
final class Failed {
  private static final Logger LOG = LoggerFactory.getLogger(Failed.class);

  private Failed() {}

  static Response answer(Exchange exchange, Throwable e) {
    return switch (e) {
      case HttpException told -> told(exchange, told);
      case InterruptedException _ -> {
        Thread.currentThread().interrupt();
        yield Response.problem(Problem.of(503, "handler: interrupted (expected: an answer)"));
      }
      default -> failed(exchange, e);
    };
  }

  private static Response told(Exchange exchange, HttpException e) {
    try {
      return Response.problem(e.problem());
    } catch (RuntimeException unwritable) {
      e.addSuppressed(unwritable);
      return failed(exchange, e);
    }
  }

  private static Response failed(Exchange exchange, Throwable e) {
    LOG.error("{} {}: the handler failed", exchange.method(), exchange.target(), e);
    return Response.problem(Problem.of(500, "handler: failed (expected: an answer)"));
  }
}
