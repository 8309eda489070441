// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.songsong.testkit.LeakCheck;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Unix socket by which a worker tells its parent what it counts. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
final class MetricsSocketTest {
  @TempDir private Path directory;

  private ServerSocketChannel listen(String name) throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(directory.resolve(name)));
  }

  private SocketMember member(String name) {
    return new SocketMember(name, directory.resolve(name));
  }

  @Test
  void what_was_not_told_to_its_end_is_not_believed() throws Exception {
    try (var short1 = listen("1")) {
      Thread talker =
          Thread.ofVirtual()
              .start(
                  () -> answerOnce(short1, "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\na 1.0\n"));

      assertThatThrownBy(() -> member("1").metrics())
          .isInstanceOf(EOFException.class)
          .hasMessage("worker 1: 6 bytes (expected: 9)");
      talker.join();
    }
    try (var error = listen("2")) {
      Thread talker =
          Thread.ofVirtual()
              .start(() -> answerOnce(error, "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n"));

      assertThatThrownBy(() -> member("2").metrics())
          .isInstanceOf(IOException.class)
          .hasMessage("worker 2: HTTP/1.1 503 Busy (expected: 200, and a length)");
      talker.join();
    }
  }

  private static void answerOnce(ServerSocketChannel server, String answer) {
    try (SocketChannel client = server.accept()) {
      client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
      client.shutdownOutput();
      while (client.read(ByteBuffer.allocate(1024)) >= 0) {
        // To its end: closing with something unread would be a reset.
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void either_transport_listens_on_a_unix_socket(Transport transport) throws Exception {
    assumeTrue(transport != Transport.EPOLL || Epoll.isAvailable());
    Path socket = directory.resolve("m1");
    var accepted = new CountDownLatch(1);
    EventLoopGroup loops = transport.loops("test-loop", 1);
    try {
      new ServerBootstrap()
          .group(loops)
          .channel(transport.localServer())
          .childHandler(
              new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                  accepted.countDown();
                }
              })
          .bind(transport.localAddress(socket))
          .sync();
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
        assertThat(client.isConnected()).isTrue();
        accepted.await();
      }
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    }
  }

  @Test
  void a_closed_worker_leaves_no_socket_file() throws Exception {
    Path socket = MetricsSocket.path(directory, 1);
    try (var engine = Engine.start(_ -> {}, WebOptions.DEFAULT, 1, Transport.best());
        var told = MetricsSocket.start(engine, socket)) {
      assertThat(told).isNotNull();
      assertThat(socket).exists();
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void a_socket_path_that_cannot_be_had_says_so() throws Exception {
    Engine engine = Engine.start(_ -> {}, WebOptions.DEFAULT, 1, Transport.best());
    try (engine) {
      Path nowhere = directory.resolve("not-there").resolve("m1");

      assertThatThrownBy(() -> MetricsSocket.start(engine, nowhere))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("socket: " + nowhere)
          .hasMessageEndingWith("(expected: free)");
    }
  }
}
