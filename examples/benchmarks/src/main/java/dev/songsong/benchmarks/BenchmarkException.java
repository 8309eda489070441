// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

/** A program failed, or its answers are wrong, so that its figures mean nothing. */
public final class BenchmarkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BenchmarkException(String message) {
    super(message);
  }

  BenchmarkException(String message, Throwable cause) {
    super(message, cause);
  }
}
