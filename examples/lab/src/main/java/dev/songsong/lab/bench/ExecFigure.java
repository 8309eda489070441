// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab.bench;

/** What the suite {@code exec} measures; both programs print it under this name. */
enum ExecFigure {
  /** From the making of a pool to its first result. */
  COLD("cold start to first result", "ms", false),
  /** From a submission after a worker's death to its result, with a warm spare. */
  SPARE("first result after a death", "ms", false),
  /** One empty task there and back, the median. */
  ROUND_TRIP("round trip of an empty task, p50", "µs", false),
  /** Empty tasks submitted one by one. */
  SUBMITS("separate submits", "tasks/s", true),
  /** Empty items mapped. */
  MAPPED("mapped items", "items/s", true);

  private final String title;
  private final String unit;
  private final boolean moreIsBetter;

  ExecFigure(String title, String unit, boolean moreIsBetter) {
    this.title = title;
    this.unit = unit;
    this.moreIsBetter = moreIsBetter;
  }

  String title() {
    return title;
  }

  String unit() {
    return unit;
  }

  /** How many times better {@code ours} is than {@code theirs}. */
  double advantage(double ours, double theirs) {
    return moreIsBetter ? ours / theirs : theirs / ours;
  }
}
