// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Any bytes left in the shared memory and in the socket by a process that has died: they are read
 * to an end, or refused, and never waited for.
 */
public final class RingChannelFuzz {
  private static final int CONTENT = 192;
  private static final int MOST = 4096;

  private RingChannelFuzz() {}

  /** The socket of the process that fuzzes. */
  private static final class Host {
    static final Path FOLDER = folder();
    static final ServerSocketChannel SERVER = server();

    static Path folder() {
      try {
        Path folder = Files.createTempDirectory("fuzz");
        folder.resolve("socket").toFile().deleteOnExit();
        return folder;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    static ServerSocketChannel server() {
      try {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            .bind(UnixDomainSocketAddress.of(FOLDER.resolve("socket")));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** A whole record in the ring, and a switch to the socket. */
  public static List<byte[]> seeds() {
    var record = ByteBuffer.allocate(32).put((byte) 0);
    record.putLong(Long.reverseBytes(8)).putInt(4).putInt(7);
    var turn = ByteBuffer.allocate(32).put((byte) 8);
    turn.putLong(Long.reverseBytes(4)).putInt(-1).putInt(4).putInt(7);
    return List.of(record.array(), turn.array());
  }

  /** Called by Jazzer: how many bytes go to the socket, the count, then the content. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    if (input.length < 1 + Long.BYTES) {
      return;
    }
    var rest = ByteBuffer.wrap(input, 1, input.length - 1);
    long written = Long.reverseBytes(rest.getLong());
    int onSocket = Math.min(input[0] & 0xFF, rest.remaining());
    Path file = Host.FOLDER.resolve("ring");
    try (SocketChannel mine = SocketChannel.open(UnixDomainSocketAddress.of(socket()));
        SocketChannel theirs = Host.SERVER.accept()) {
      memory(file, written, rest.slice(rest.position(), rest.remaining() - onSocket));
      theirs.write(rest.slice(rest.limit() - onSocket, onSocket));
      theirs.close();
      read(RingChannel.join(mine, file));
    }
  }

  private static Path socket() {
    return Host.FOLDER.resolve("socket");
  }

  private static void memory(Path file, long written, ByteBuffer content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      // The other side's half is the second.
      channel.write(ByteBuffer.allocate(1), 2L * Ring.BYTES - 1);
      channel.write(content, Ring.BYTES + CONTENT);
      var count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
      channel.write(count.putLong(written).flip(), Ring.BYTES);
    }
  }

  private static void read(RingChannel channel) throws IOException {
    try (channel) {
      long total = 0;
      int got = 0;
      while (got >= 0) {
        got = channel.read(ByteBuffer.allocate(MOST));
        total += Math.max(0, got);
        if (total > 2L * Ring.CAPACITY) {
          throw new AssertionError("more than was there: " + total);
        }
      }
    } catch (EOFException | ProtocolException e) {
      // What a reader of damaged memory is told.
    }
  }
}
