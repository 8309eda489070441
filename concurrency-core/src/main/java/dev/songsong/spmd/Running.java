// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

/** A rank's life around its body: whatever comes of it, the others are told. */
final class Running {
  private Running() {}

  static <R> R run(Rank rank, CallOptions options, RankBody<R> body) throws Exception {
    R value;
    try {
      value = body.run(new Group(rank.world(), options));
    } catch (Throwable e) {
      rank.leave(Standing.FAILED, describe(e), options.deadline());
      throw e;
    }
    rank.leave(Standing.ENDED, "", options.deadline());
    return value;
  }

  /** What is told of a failure; its own words are the user's code, and may fail too. */
  static String describe(Throwable failure) {
    try {
      return failure.toString();
    } catch (RuntimeException wordless) {
      return failure.getClass().getName();
    }
  }
}
