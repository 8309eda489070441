// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.songsong.testkit.Seeds;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The queue of bytes by itself. */
@Timeout(60)
@ExtendWith(Seeds.class)
class ByteRingTest {
  private static MemorySegment memory(int capacity) {
    return MemorySegment.ofArray(new long[(int) ByteRing.sizeFor(capacity) / Long.BYTES]);
  }

  @Test
  void bytes_are_seen_when_published_and_room_comes_back_when_read() {
    MemorySegment memory = memory(64);
    var writer = new ByteRing(memory);
    var reader = new ByteRing(memory);
    var bytes = MemorySegment.ofArray(new byte[100]);
    assertThat(writer.write(bytes, 0, 100)).isEqualTo(64);
    assertThat(writer.write(bytes, 64, 36)).isZero();
    assertThat(reader.read(bytes, 0, 100)).isZero();
    writer.publish();
    assertThat(reader.read(bytes, 0, 10)).isEqualTo(10);
    assertThat(writer.write(bytes, 64, 36)).isEqualTo(10);
  }

  @Test
  void alignment_past_the_room_leaves_unread_bytes_alone() {
    MemorySegment memory = memory(128);
    var writer = new ByteRing(memory);
    var reader = new ByteRing(memory);
    var bytes = MemorySegment.ofArray(new byte[128]);
    writer.write(bytes, 0, 100);
    writer.alignWriter();
    writer.publish();
    assertThat(reader.read(bytes, 0, 30)).isEqualTo(30);
    assertThat(writer.write(bytes, 0, 20)).isEqualTo(20);
    writer.alignWriter();
    writer.publish();
    assertThat(writer.write(bytes, 0, 20)).isZero();
    assertThat(reader.read(bytes, 0, 70)).isEqualTo(70);
    reader.alignReader();
    assertThat(reader.read(bytes, 0, 20)).isEqualTo(20);
  }

  @Test
  void capacity_must_be_a_power_of_two() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ByteRing(memory(96)))
        .withMessage("capacity: 96 (expected: a power of two)");
  }

  @Test
  void two_threads_pass_every_byte_once_and_in_order(Random random) throws Exception {
    int total = 1 << 20;
    MemorySegment memory = memory(256);
    long seed = random.nextLong();
    var wrong = new AtomicLong();
    Thread reader = Thread.ofPlatform().start(() -> readAll(memory, total, seed, wrong));
    var writer = new ByteRing(memory);
    var sizes = new Random(seed + 1);
    byte[] array = new byte[300];
    for (int sent = 0; sent < total; ) {
      int want = Math.min(total - sent, 1 + sizes.nextInt(array.length));
      for (int i = 0; i < want; i++) {
        array[i] = (byte) (31 * (sent + i));
      }
      sent += (int) writer.write(MemorySegment.ofArray(array), 0, want);
      writer.publish();
      Thread.yield();
    }
    reader.join();
    assertThat(wrong).hasValue(0);
  }

  private static void readAll(MemorySegment memory, int total, long seed, AtomicLong wrong) {
    var reader = new ByteRing(memory);
    var sizes = new Random(seed);
    byte[] array = new byte[300];
    for (int got = 0; got < total; ) {
      int count =
          (int) reader.read(MemorySegment.ofArray(array), 0, 1 + sizes.nextInt(array.length));
      for (int i = 0; i < count; i++) {
        if (array[i] != (byte) (31 * (got + i))) {
          wrong.incrementAndGet();
        }
      }
      got += count;
      Thread.yield();
    }
  }
}
