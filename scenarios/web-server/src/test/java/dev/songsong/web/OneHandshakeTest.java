// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In TLS 1.2 a client may ask for handshake after handshake, and is refused. */
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class OneHandshakeTest {
  private static final byte[] GET = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n".getBytes(US_ASCII);

  private static final int TIMED_OUT = 124; // of the command timeout

  @TempDir static Path temp;
  private static Certificates certificates;

  @BeforeAll
  static void make() throws Exception {
    certificates = Certificates.in(temp);
    // What the JDK loads for TLS stays open.
    try (var server = start();
        var client = connect(server, "TLSv1.2")) {
      ask(client);
    }
  }

  private static WebServer start() throws Exception {
    return WebServer.start(
        routes -> routes.get("/", _ -> Response.text("here")),
        WebOptions.DEFAULT.withThreads(1).withTls(certificates.tls()));
  }

  private static SSLSocket connect(WebServer server, String version) throws IOException {
    var socket =
        (SSLSocket)
            certificates
                .trusting()
                .getSocketFactory()
                .createSocket(server.address().getAddress(), server.address().getPort());
    socket.setEnabledProtocols(new String[] {version});
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void ask(SSLSocket client) throws IOException {
    client.getOutputStream().write(GET);
    var answer = new String(client.getInputStream().readNBytes(12), US_ASCII);
    assertThat(answer).isEqualTo("HTTP/1.1 200");
    while (!answer.endsWith("here")) {
      answer += (char) client.getInputStream().read();
    }
  }

  @Test
  void the_second_handshake_ends_the_connection() throws Exception {
    try (var server = start();
        var client = connect(server, "TLSv1.2")) {
      ask(client);
      ask(client);
      assertThatThrownBy(
              () -> {
                client.startHandshake();
                ask(client);
              })
          .isInstanceOf(IOException.class);
    }
  }

  /** What takes its place in TLS 1.3. */
  @Test
  void new_keys_are_no_handshake() throws Exception {
    try (var server = start();
        var client = connect(server, "TLSv1.3")) {
      ask(client);
      client.startHandshake();
      ask(client);
    }
  }

  @ParameterizedTest
  @CsvSource({"Q, false", "R, true"})
  @RequiresTool({"openssl", "timeout"})
  void openssl_is_refused_too(String command, boolean refused) throws Exception {
    try (var server = start()) {
      Process openssl =
          new ProcessBuilder(
                  "timeout",
                  "20",
                  "openssl",
                  "s_client",
                  "-tls1_2",
                  "-connect",
                  "127.0.0.1:" + server.address().getPort())
              .redirectErrorStream(true)
              .start();
      try (var in = openssl.outputWriter(US_ASCII)) {
        in.write(command + "\n");
        in.flush();
        String said = new String(openssl.getInputStream().readAllBytes(), US_ASCII);
        assertThat(said).contains("Verify return code");
        assertThat(said.contains("RENEGOTIATING")).isEqualTo(refused);
        assertThat(openssl.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(openssl.exitValue()).isNotEqualTo(TIMED_OUT);
        assertThat(openssl.exitValue() != 0).isEqualTo(refused);
      } finally {
        openssl.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void what_is_wrong_with_the_files_is_said_before_any_worker_is_started() {
    Path missing = temp.resolve("missing.pem");
    var options = WebOptions.DEFAULT.withProcesses(1).withTls(new Tls(missing, missing));
    assertThatThrownBy(() -> WebServer.start(_ -> {}, options))
        .isInstanceOf(WebServerException.class)
        .hasMessage("tls.certificates: " + missing + " (expected: a file that is there)");
  }
}
