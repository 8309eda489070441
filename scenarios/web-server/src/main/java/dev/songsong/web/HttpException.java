// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.util.Objects.requireNonNull;

import java.io.Serial;

/** A request that is answered with an error: the client gets the {@link Problem}. */
public final class HttpException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  /** The error with this problem. */
  public HttpException(Problem problem) {
    super(problem.status() + " " + problem.detail());
    this.problem = requireNonNull(problem, "problem");
  }

  /** The error with this problem, and why. */
  public HttpException(Problem problem, Throwable cause) {
    super(problem.status() + " " + problem.detail(), cause);
    this.problem = requireNonNull(problem, "problem");
  }

  /** A status and a sentence for the client. */
  public static HttpException of(int status, String detail) {
    return new HttpException(Problem.of(status, detail));
  }

  /** What the client is told. */
  public Problem problem() {
    return problem;
  }
}
