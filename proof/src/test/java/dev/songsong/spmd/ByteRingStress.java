// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIL_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** The ring between two ranks, over memory of this process: the fences are the same. */
public final class ByteRingStress {
  private ByteRingStress() {}

  private static MemorySegment memory(int capacity) {
    return MemorySegment.ofArray(new long[(int) ByteRing.sizeFor(capacity) / Long.BYTES]);
  }

  /** Who sees the count sees the bytes. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "8, 77"},
      expect = ACCEPTABLE,
      desc = "nothing, or all")
  @Outcome(expect = FORBIDDEN, desc = "the count overtook the bytes")
  @State
  public static class Published {
    private final MemorySegment memory = memory(64);
    private final ByteRing writing = new ByteRing(memory);
    private final ByteRing reading = new ByteRing(memory);

    /** Writes a long. */
    @Actor
    public void writer() {
      writing.write(MemorySegment.ofArray(new long[] {77}), 0, Long.BYTES);
      writing.publish();
    }

    /** Reads what is there. */
    @Actor
    public void reader(JJ_Result result) {
      var into = new long[1];
      result.r1 = reading.read(MemorySegment.ofArray(into), 0, Long.BYTES);
      result.r2 = into[0];
    }
  }

  /** A ring of eight bytes, and twelve to send: what is not yet read is never written over. */
  @JCStressTest
  @Outcome(
      id = {"8, 0, 0", "8, 4, 4", "8, 8, 8", "8, 12, 12"},
      expect = ACCEPTABLE,
      desc = "in order as far as it came, then full")
  @Outcome(
      id = {"12, 4, 4", "12, 8, 8", "12, 12, 12"},
      expect = ACCEPTABLE,
      desc = "in order, all written")
  @Outcome(expect = FORBIDDEN, desc = "written over, lost or out of order")
  @State
  public static class Full {
    private final MemorySegment memory = memory(8);
    private final ByteRing writing = new ByteRing(memory);
    private final ByteRing reading = new ByteRing(memory);

    /** Writes three ints, as far as there is room. */
    @Actor
    public void writer(IIL_Result result) {
      MemorySegment source = MemorySegment.ofArray(new int[] {1, 2, 3});
      for (int i = 0; i < 3; i++) {
        result.r1 += (int) writing.write(source, result.r1, Integer.BYTES);
        writing.publish();
      }
    }

    /** Reads three times; counts, and counts again what has the right value. */
    @Actor
    public void reader(IIL_Result result) {
      var into = new int[3];
      MemorySegment target = MemorySegment.ofArray(into);
      for (int i = 0; i < 3; i++) {
        result.r2 += (int) reading.read(target, result.r2, Integer.BYTES);
      }
      int right = 0;
      while (right < 3 && into[right] == right + 1) {
        right++;
      }
      result.r3 = right * Integer.BYTES;
    }
  }
}
