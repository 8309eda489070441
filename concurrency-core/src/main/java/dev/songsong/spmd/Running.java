// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.time.Duration;

/** A rank's life around its body: whatever comes of it, the others are told. */
final class Running {
  // How long one that failed stays, so that its connections bring the news before they break.
  private static final Duration NEWS = Duration.ofMillis(500);

  private Running() {}

  static <R> R run(Rank rank, CallOptions options, RankBody<R> body) throws Exception {
    R value;
    try {
      value = body.run(new Group(rank.world(), options));
    } catch (Throwable e) {
      // A pending interrupt, often the cause, must not keep the news from the others.
      boolean interrupted = Thread.interrupted();
      rank.leave(Standing.FAILED, String.valueOf(e), NEWS);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw e;
    }
    rank.leave(Standing.ENDED, "", options.deadline());
    return value;
  }
}
