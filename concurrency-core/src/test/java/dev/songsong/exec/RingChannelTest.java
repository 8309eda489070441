// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@ExtendWith({LeakCheck.class, Seeds.class})
class RingChannelTest {
  private static final int MANY = 40_000_000;

  @TempDir Path directory;
  private Path file;
  private Path kept;
  private RingChannel worker;
  private RingChannel pool;

  @BeforeEach
  void connect() throws IOException {
    Path socket = directory.resolve("s");
    file = directory.resolve("ring");
    kept = directory.resolve("kept");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      worker = RingChannel.create(SocketChannel.open(UnixDomainSocketAddress.of(socket)), file);
      Files.createLink(kept, file);
      pool = RingChannel.join(server.accept(), file);
    }
  }

  @AfterEach
  void close() throws IOException {
    worker.close();
    pool.close();
  }

  /** Writes random bytes in pieces, small as a rule and now and then larger than the ring. */
  private static void writeAll(RingChannel channel, Random sizes, Random content)
      throws IOException {
    int left = MANY;
    while (left > 0) {
      int size = sizes.nextInt(50) == 0 ? sizes.nextInt(2_000_000) : 1 + sizes.nextInt(5_000);
      var piece = new byte[Math.min(left, size)];
      for (int i = 0; i < piece.length; i++) {
        piece[i] = (byte) content.nextInt();
      }
      var bytes = ByteBuffer.wrap(piece);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      left -= piece.length;
    }
  }

  private static void readAll(RingChannel channel, Random sizes, Random content)
      throws IOException {
    int left = MANY;
    while (left > 0) {
      var piece = ByteBuffer.allocate(1 + sizes.nextInt(100_000));
      assertThat(channel.read(piece)).isPositive();
      piece.flip();
      left -= piece.remaining();
      while (piece.hasRemaining()) {
        assertThatByte(piece.get(), (byte) content.nextInt());
      }
    }
  }

  private static void assertThatByte(byte got, byte expected) {
    if (got != expected) {
      throw new AssertionError("byte: " + got + " (expected: " + expected + ")");
    }
  }

  @Test
  void bytes_come_out_as_they_went_in_through_ring_and_socket(Random random) throws Exception {
    long content = random.nextLong();
    var writing =
        CompletableFuture.runAsync(() -> {
          try {
            writeAll(worker, new Random(content + 1), new Random(content));
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    readAll(pool, new Random(content + 2), new Random(content));
    writing.get();
  }

  @Test
  void what_was_said_before_death_is_heard_before_the_end() throws Exception {
    for (int i = 0; i < 100; i++) {
      worker.write(ByteBuffer.wrap(new byte[] {(byte) i}));
    }
    worker.close();

    var heard = ByteBuffer.allocate(200);
    assertThat(pool.read(heard)).isEqualTo(100);
    assertThat(heard.get(99)).isEqualTo((byte) 99);
    assertThat(pool.read(heard)).isEqualTo(-1);
  }

  @Test
  void writing_to_the_dead_fails_not_before_all_was_heard() throws Exception {
    worker.write(ByteBuffer.wrap(new byte[] {7}));
    worker.close();

    assertThat(pool.write(ByteBuffer.allocate(1_000_000))).isEqualTo(1_000_000);
    assertThat(pool.read(ByteBuffer.allocate(10))).isEqualTo(1);
    assertThat(pool.read(ByteBuffer.allocate(10))).isEqualTo(-1);
  }

  @Test
  void counts_that_cannot_be_are_refused() throws Exception {
    try (var spoiler = FileChannel.open(kept, StandardOpenOption.WRITE)) {
      var far = ByteBuffer.allocate(8).putLong(0, -1);
      spoiler.write(far, Ring.BYTES);
    }

    assertThatThrownBy(() -> pool.read(ByteBuffer.allocate(10)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("ring: -1 bytes on the way (expected: 0 to 262144)");
  }

  @Test
  void record_longer_than_the_ring_holds_is_refused() throws Exception {
    worker.write(ByteBuffer.wrap(new byte[8]));
    try (var spoiler = FileChannel.open(kept, StandardOpenOption.WRITE)) {
      spoiler.write(ByteBuffer.allocate(4).putInt(0, 9_000), Ring.BYTES + 192);
    }

    assertThatThrownBy(() -> pool.read(ByteBuffer.allocate(10)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("record: 9000 bytes (expected: what is in the ring)");
  }

  @Test
  void file_of_another_size_is_refused() throws Exception {
    Path small = Files.write(directory.resolve("small"), new byte[10]);

    try (var socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      assertThatThrownBy(() -> RingChannel.join(socket, small))
          .isInstanceOf(ProtocolException.class)
          .hasMessage("ring file: 10 bytes (expected: " + 2 * Ring.BYTES + ")");
    }
  }

  @Test
  void closed_channel_says_so_as_a_socket_does() throws Exception {
    pool.close();

    assertThatThrownBy(() -> pool.read(ByteBuffer.allocate(10)))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> pool.write(ByteBuffer.allocate(10)))
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void large_payload_leaves_no_memory_behind_outside_the_heap() throws Exception {
    int size = 64 << 20;
    var here = ByteBuffer.allocate(size);
    var there = ByteBuffer.allocate(size);
    var measured = new CountDownLatch(1);
    long before = residentMiB();

    var echo = CompletableFuture.runAsync(() -> echo(there, measured));
    pool.write(here);
    here.clear();
    while (here.hasRemaining()) {
      assertThat(pool.read(here)).isPositive();
    }

    // What each of the two threads keeps for its next call would be as large as the payload.
    assertThat(residentMiB() - before).isLessThan(40);
    measured.countDown();
    echo.get();
  }

  /** The JDK's figure for direct buffers leaves out those that it makes for itself. */
  private static long residentMiB() {
    return ResidentMemory.ofProcess(ProcessHandle.current().pid());
  }

  private void echo(ByteBuffer heard, CountDownLatch end) {
    try {
      while (heard.hasRemaining()) {
        worker.read(heard);
      }
      worker.write(heard.flip());
      end.await();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
