// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

/**
 * What each source value adds to each target value along one axis.
 *
 * @param first the first source index of each target index
 * @param taps how many source values each target has
 * @param values target by target, {@code taps} each; every target's sum is 1
 */
record Weights(int[] first, int taps, float[] values) {
  private static final int LOBES = 3;

  /** Lanczos-3 with its support scaled by the ratio when shrinking, cut off at the edges. */
  static Weights lanczos(int source, Span covered, int target) {
    double ratio = covered.length() / target;
    double scale = Math.max(ratio, 1);
    double support = LOBES * scale;
    int taps = Math.min(source, (int) Math.ceil(2 * support) + 1);
    var first = new int[target];
    var values = new float[target * taps];
    var row = new double[taps];
    for (int t = 0; t < target; t++) {
      double center = covered.origin() + (t + 0.5) * ratio;
      int start = (int) Math.max(0, Math.ceil(center - support - 0.5));
      first[t] = Math.min(start, source - taps);
      double sum = 0;
      for (int k = 0; k < taps; k++) {
        row[k] = lanczos((first[t] + k + 0.5 - center) / scale);
        sum += row[k];
      }
      for (int k = 0; k < taps; k++) {
        values[t * taps + k] = (float) (row[k] / sum);
      }
    }
    return new Weights(first, taps, values);
  }

  static double lanczos(double x) {
    if (x == 0) {
      return 1;
    }
    if (Math.abs(x) >= LOBES) {
      return 0;
    }
    double angle = Math.PI * x;
    return LOBES * Math.sin(angle) * Math.sin(angle / LOBES) / (angle * angle);
  }
}
