// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executors;

/** Answers each line with the replica's number and the line, on any number of connections. */
record EchoServer(boolean broken) implements ServerBody {

  @Override
  public void serve(ServerContext context) throws Exception {
    if (broken) {
      throw new IllegalStateException("this version is broken");
    }
    context.listen();
    context.ready();
    try (var requests = Executors.newVirtualThreadPerTaskExecutor()) {
      Optional<SocketChannel> next = context.accept();
      while (next.isPresent()) {
        SocketChannel connection = next.get();
        requests.execute(() -> answer(connection, context.replica()));
        next = context.accept();
      }
    }
  }

  private static void answer(SocketChannel connection, int replica) {
    var buffer = ByteBuffer.allocate(1024);
    try (connection) {
      while (connection.read(buffer.clear()) > 0) {
        String line = StandardCharsets.UTF_8.decode(buffer.flip()).toString();
        connection.write(StandardCharsets.UTF_8.encode(replica + " " + line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
