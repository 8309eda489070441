// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.RawConnection.latin1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a client that reads nothing makes a socket hold. */
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class UnsentTest {
  private static final long MUCH = 1 << 20; // the socket's, the pipe's and the channel's together
  private static final byte[] GET = latin1("GET /endless HTTP/1.1\r\nhost: localhost\r\n\r\n");
  private static final WebOptions OPTIONS =
      WebOptions.DEFAULT
          .withThreads(1)
          .withTimeouts(Timeouts.DEFAULT.withWrite(ImpatientServer.SHORT));
  private static final int INITIAL_WINDOW_SIZE = 4; // of RFC 9113, section 6.5.2

  private final CompletableFuture<Long> taken = new CompletableFuture<>();

  private void app(Routes routes) {
    routes.get("/endless", _ -> Response.stream("a/b", this::writeForEver));
  }

  private void writeForEver(OutputStream out) throws IOException {
    long written = 0;
    var piece = new byte[16 << 10];
    try {
      while (true) {
        out.write(piece);
        written += piece.length;
      }
    } catch (IOException ended) {
      taken.complete(written);
      throw ended;
    }
  }

  private void expectLittle() throws Exception {
    assertThat(taken.get(30, TimeUnit.SECONDS)).isBetween(1L, MUCH);
  }

  /** Takes little on its side. */
  private static Socket connect(WebServer server) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(ImpatientServer.SMALL_BUFFER);
    socket.connect(server.address());
    return socket;
  }

  @Test
  void client_that_reads_nothing_is_sent_little() throws Exception {
    try (var server = WebServer.start(this::app, OPTIONS);
        Socket client = connect(server)) {
      client.getOutputStream().write(GET);
      expectLittle();
    }
  }

  @Test
  void so_it_is_over_tls(@TempDir Path folder) throws Exception {
    Certificates certificates = Certificates.in(folder);
    try (var server = WebServer.start(this::app, OPTIONS.withTls(certificates.tls()));
        Socket socket = connect(server);
        var client =
            (SSLSocket)
                certificates
                    .trusting()
                    .getSocketFactory()
                    .createSocket(socket, "localhost", socket.getPort(), true)) {
      client.startHandshake();
      client.getOutputStream().write(GET);
      expectLittle();
    }
  }

  @Test
  void so_it_is_by_http_2_whatever_its_windows_let() throws Exception {
    try (var server = WebServer.start(this::app, OPTIONS);
        Socket socket = connect(server);
        var client = new FrameClient(socket).start(INITIAL_WINDOW_SIZE, Integer.MAX_VALUE)) {
      byte[] more = FrameClient.number(Integer.MAX_VALUE - (64 << 10));
      client.send(
          FrameClient.frame(FrameClient.WINDOW_UPDATE, 0, 0, more), FrameClient.get(1, "/endless"));
      expectLittle();
    }
  }
}
