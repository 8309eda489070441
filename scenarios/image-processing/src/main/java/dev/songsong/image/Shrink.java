// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.util.List;

/** How much a JPEG may shrink while it is decoded, which costs a fraction of a whole decode. */
final class Shrink {
  // What is left for the resampler: enough for the result to stay that of a whole decode.
  private static final double LEFT = 1.7;

  private Shrink() {}

  /** 1, 2, 4 or 8. */
  static int of(Header header, List<Operation> operations) {
    if (header.format() != ImageFormat.JPEG || header.colours() == Header.Colours.CMYK) {
      return 1;
    }
    var size = new Sizes(header.width(), header.height());
    for (Operation operation : operations) {
      switch (operation) {
        case Operation.AutoOrient _ -> size = size.upright(header.orientation());
        case Operation.Resize resize -> {
          return factor(size, size.after(resize));
        }
        case Operation.Thumbnail thumbnail -> {
          return factor(size, size.after(thumbnail));
        }
        default -> {
          return 1;
        }
      }
    }
    return 1;
  }

  private static int factor(Sizes from, Sizes to) {
    double ratio =
        Math.min((double) from.width() / to.width(), (double) from.height() / to.height());
    return ratio >= 8 * LEFT ? 8 : ratio >= 4 * LEFT ? 4 : ratio >= 2 * LEFT ? 2 : 1;
  }
}
