// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
@ExtendWith(BufferLeakCheck.class)
class BodyPipeTest {
  private final List<String> calls = new ArrayList<>();
  private final BodyPipe.Valve valve =
      new BodyPipe.Valve() {
        @Override
        public void full() {
          calls.add("full");
        }

        @Override
        public void low() {
          calls.add("low");
        }
      };

  private static ByteBuf bytes(int length, int value) {
    ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer(Math.max(1, length));
    for (int i = 0; i < length; i++) {
      buffer.writeByte(value);
    }
    return buffer;
  }

  @Test
  void small_pieces_are_put_together_in_order() throws IOException {
    var pipe = new BodyPipe(1 << 20, null);
    for (int i = 0; i < 20_000; i++) {
      assertThat(pipe.offer(bytes(1, i))).isTrue();
    }
    assertThat(pipe.offer(bytes(5_000, 7))).isTrue();
    assertThat(pipe.offer(bytes(1, 8))).isTrue();
    pipe.complete();
    int count = 0;
    int buffers = 0;
    for (ByteBuf next = pipe.take(); next != null; next = pipe.take()) {
      while (next.isReadable()) {
        int expected = count < 20_000 ? count & 0xff : count < 25_000 ? 7 : 8;
        assertThat((int) next.readUnsignedByte()).isEqualTo(expected);
        count++;
      }
      next.release();
      buffers++;
    }
    assertThat(count).isEqualTo(25_001);
    assertThat(buffers).isEqualTo(6);
  }

  @Test
  void the_valve_closes_when_much_waits_and_opens_when_little_does() throws IOException {
    var pipe = new BodyPipe(1 << 20, valve);
    for (int i = 0; i < 20; i++) {
      pipe.offer(bytes(10_000, i));
    }
    assertThat(calls).containsExactly("full");
    assertThat(pipe.paused()).isTrue();
    for (int i = 0; i < 19; i++) {
      take(pipe).release();
    }
    assertThat(calls).containsExactly("full", "low");
    for (int i = 0; i < 20; i++) {
      pipe.offer(bytes(10_000, i));
    }
    assertThat(calls).containsExactly("full", "low", "full");
    pipe.discard();
    assertThat(calls).containsExactly("full", "low", "full", "low");
  }

  private static ByteBuf take(BodyPipe pipe) throws IOException {
    ByteBuf next = pipe.take();
    if (next == null) {
      throw new AssertionError("end: too early");
    }
    return next;
  }

  @Test
  void what_was_thrown_away_is_never_taken_for_the_end() {
    var whole = new BodyPipe(100, null);
    whole.offer(bytes(3, 1));
    whole.complete();
    whole.discard();
    assertThatThrownBy(whole::take)
        .isInstanceOf(IOException.class)
        .hasMessage("body: thrown away (expected: read before the answer)");
    var failed = new BodyPipe(100, null);
    failed.fail(new IOException("client: gone"));
    failed.discard();
    assertThatThrownBy(failed::take).hasMessage("client: gone");
  }

  @Test
  void too_much_is_refused_and_the_reader_told() {
    var pipe = new BodyPipe(5, null);
    assertThat(pipe.offer(bytes(5, 1))).isTrue();
    assertThat(pipe.offer(bytes(1, 1))).isFalse();
    assertThatThrownBy(pipe::take)
        .isInstanceOf(HttpException.class)
        .hasMessage("413 body: too large (expected: <= 5 bytes)");
    pipe.discard();
  }
}
