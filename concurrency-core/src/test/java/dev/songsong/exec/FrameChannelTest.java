// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class FrameChannelTest {

  /** Gives its bytes in pieces of random size, as a socket may. */
  private static final class Pieces implements ByteChannel {
    private final ByteBuffer input;
    private final Random random;
    private final ByteBuffer written = ByteBuffer.allocate(4 << 20);

    Pieces(byte[] input, Random random) {
      this.input = ByteBuffer.wrap(input);
      this.random = random;
    }

    @Override
    public int read(ByteBuffer into) {
      if (!input.hasRemaining()) {
        return -1;
      }
      int piece =
          Math.min(Math.min(1 + random.nextInt(9_000), into.remaining()), input.remaining());
      into.put(input.slice(input.position(), piece));
      input.position(input.position() + piece);
      return piece;
    }

    @Override
    public int write(ByteBuffer from) {
      int piece = Math.min(1 + random.nextInt(9_000), from.remaining());
      written.put(from.slice(from.position(), piece));
      from.position(from.position() + piece);
      return piece;
    }

    byte[] writtenBytes() {
      return Arrays.copyOf(written.array(), written.position());
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void frames_come_out_as_they_went_in(long seed) throws IOException {
    var random = new Random(seed);
    var sent = new ArrayList<Frame>();
    var out = new Pieces(Frame.EMPTY, random);
    var writer = new FrameChannel(out);
    for (int i = 0; i < 60; i++) {
      byte[] payload =
          new byte[random.nextInt(4) == 0 ? random.nextInt(100_000) : random.nextInt(50)];
      random.nextBytes(payload);
      var frame =
          new Frame(
              Frame.Type.values()[random.nextInt(Frame.Type.values().length)],
              random.nextLong(),
              random.nextInt(),
              payload);
      sent.add(frame);
      writer.put(frame);
      if (random.nextBoolean()) {
        writer.flush();
      }
    }
    writer.flush();
    var reader = new FrameChannel(new Pieces(out.writtenBytes(), random));
    for (Frame frame : sent) {
      assertThat(reader.read()).usingRecursiveComparison().as("seed %d", seed).isEqualTo(frame);
    }
    assertThat(reader.read()).isNull();
  }

  @Test
  void any_bytes_end_in_frames_or_in_an_error_but_never_in_a_large_allocation() {
    for (long seed = 0; seed < 3_000; seed++) {
      var random = new Random(seed);
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      if (noise.length > 3 && random.nextBoolean()) {
        // Small lengths get past the first check.
        noise[0] = 0;
        noise[1] = 0;
        noise[2] = 0;
      }
      var reader = new FrameChannel(new Pieces(noise, random));
      try {
        Frame frame = reader.read();
        while (frame != null) {
          assertThat(frame.payload().length).isLessThanOrEqualTo(200);
          frame = reader.read();
        }
      } catch (EOFException | ProtocolException expected) {
        assertThat(expected.getMessage()).as("seed %d", seed).isNotBlank();
      } catch (IOException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @Test
  void length_out_of_bounds_is_refused_before_anything_is_read_for_it() {
    byte[] huge = ByteBuffer.allocate(32).putInt(Integer.MAX_VALUE).array();
    assertThatThrownBy(() -> new FrameChannel(new Pieces(huge, new Random(0))).read())
        .isInstanceOf(ProtocolException.class)
        .hasMessage("frame length: 2147483647 (expected: 13 to 1073741837)");
  }

  @Test
  void large_payload_comes_whole() throws IOException {
    byte[] payload = new byte[3_000_000];
    new Random(11).nextBytes(payload);
    var out = new Pieces(Frame.EMPTY, new Random(12));
    var writer = new FrameChannel(out);
    writer.put(new Frame(Frame.Type.DONE, 1, 0, payload));
    writer.flush();

    var reader = new FrameChannel(new Pieces(out.writtenBytes(), new Random(13)));

    assertThat(reader.read().payload()).isEqualTo(payload);
  }

  @Test
  void claim_of_a_large_payload_costs_little_until_it_comes() {
    byte[] claim = ByteBuffer.allocate(2 << 20).putInt(FrameChannel.MAX_PAYLOAD).array();
    var counter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var reader = new FrameChannel(new Pieces(claim, new Random(0)));
    long before = counter.getCurrentThreadAllocatedBytes();

    assertThatThrownBy(reader::read)
        .isInstanceOf(EOFException.class)
        .hasMessage("connection closed within a frame");

    assertThat(counter.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
  }
}
