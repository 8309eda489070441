// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.nio.charset.StandardCharsets;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** One pump writes, anybody looks: what is seen is what was written at some moment. */
public class BoundedCaptureModel {
  private static final int LIMIT = 5;

  private final BoundedCapture capture = new BoundedCapture(LIMIT);

  /** The pump's. */
  @Operation(nonParallelGroup = "pump")
  public void write(@Param(gen = IntGen.class, conf = "1:7") int count) {
    capture.write("abcdefg".getBytes(StandardCharsets.US_ASCII), count);
  }

  /** Anybody's. */
  @Operation
  public String snapshot() {
    Captured seen = capture.snapshot();
    return seen.text() + ", dropped " + seen.dropped();
  }
}
