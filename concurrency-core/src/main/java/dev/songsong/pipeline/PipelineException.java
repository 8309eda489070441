// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import org.jspecify.annotations.Nullable;

/** A pipeline did not come to its end: the root of this package's unchecked exceptions. */
public final class PipelineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String stage;

  PipelineException(String stage, String message, @Nullable Throwable cause) {
    super("stage " + stage + ": " + message, cause);
    this.stage = stage;
  }

  /** The stage that failed, or {@code source} or {@code sink}. */
  public String stage() {
    return stage;
  }
}
