// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** The two promises of {@link Ring}: bytes come before their count, and no bell is forgotten. */
public final class RingStress {
  private RingStress() {}

  /*
   * A ring is too large for one a state. As only the first bytes of its content are used here, rings may
   * overlap: each begins 256 bytes behind the one before, whose content ends there as far as it is used.
   */
  private static final long APART = 256;
  private static final long COUNT = 1 << 16;
  private static final MemorySegment ALL =
      Arena.global().allocate(COUNT * APART + Ring.BYTES, APART);
  private static final AtomicLong NEXT = new AtomicLong();

  private static MemorySegment memory() {
    long at = (NEXT.getAndIncrement() & (COUNT - 1)) * APART;
    ALL.asSlice(at, APART).fill((byte) 0);
    return ALL.asSlice(at, Ring.BYTES);
  }

  private static ByteBuffer bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).flip();
  }

  private static int taken(Ring ring, ByteBuffer into) {
    try {
      return ring.take(into);
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
  }

  private static int available(Ring ring) {
    try {
      return ring.available();
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
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
    private final MemorySegment memory = memory();
    private final Ring writing = new Ring(memory);
    private final Ring reading = new Ring(memory);

    /** Puts a long. */
    @Actor
    public void writer() {
      writing.put(bytes(77));
      writing.publish();
    }

    /** Takes what is there. */
    @Actor
    public void reader(JJ_Result result) {
      var into = ByteBuffer.allocate(Long.BYTES);
      result.r1 = taken(reading, into);
      result.r2 = into.getLong(0);
    }
  }

  /** A reader that falls asleep has looked in vain only if it is rung for. */
  @JCStressTest
  @Outcome(id = "true, false, false", expect = ACCEPTABLE, desc = "rung for")
  @Outcome(id = "false, true, true", expect = ACCEPTABLE, desc = "has seen it, nobody rings")
  @Outcome(id = "true, true, false", expect = ACCEPTABLE, desc = "has seen it, and takes the bell")
  @Outcome(id = "false, true, false", expect = FORBIDDEN, desc = "waits for a bell nobody rings")
  @Outcome(expect = FORBIDDEN, desc = "asleep for ever, or a bell too many")
  @State
  public static class Bell {
    private final MemorySegment memory = memory();
    private final Ring writing = new Ring(memory);
    private final Ring reading = new Ring(memory);

    /** Puts a long; rings if it must. */
    @Actor
    public void writer(ZZZ_Result result) {
      writing.put(bytes(77));
      writing.publish();
      result.r1 = writing.mustRing();
    }

    /** Falls asleep, unless there is something. */
    @Actor
    public void reader(ZZZ_Result result) {
      reading.fallAsleep();
      result.r2 = available(reading) > 0;
      result.r3 = result.r2 && reading.wake();
    }
  }
}
