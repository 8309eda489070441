// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.nio.ByteBuffer;
import java.util.List;

/** The twin of {@link FrameChannelFuzz} that believes the length it is told. */
public final class BrokenLengthFuzz {
  private BrokenLengthFuzz() {}

  /** A whole frame. */
  public static List<byte[]> seeds() {
    return List.of(new byte[] {0, 0, 0, 2, 7, 7});
  }

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    var in = ByteBuffer.wrap(input);
    if (in.remaining() >= Integer.BYTES) {
      var payload = new byte[in.getInt()];
      in.get(payload, 0, Math.min(payload.length, in.remaining()));
    }
  }
}
