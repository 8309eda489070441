// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Encrypted connections, with both protocols, and what is wrong with certificates and clients. */
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class TlsTest {
  @TempDir static Path temp;
  private static Certificates certificates;
  private static byte[] content;
  private static Path file;

  @BeforeAll
  static void make() throws Exception {
    certificates = Certificates.in(temp);
    content = new byte[3_000_000];
    new Random(20_261_124).nextBytes(content);
    file = Files.write(temp.resolve("content"), content);
    // What the JDK loads for TLS stays open.
    try (var server = start(WebOptions.DEFAULT.withTls(certificates.tls()));
        HttpClient client = client(Version.HTTP_2)) {
      client.send(request(server, "/").build(), HttpResponse.BodyHandlers.discarding());
    }
  }

  private static void app(Routes routes) {
    routes.get("/", request -> Response.text(request.protocol() + " " + request.secure()));
    routes.post("/echo", request -> Response.bytes("text/plain", request.body().bytes()));
    routes.get("/large", _ -> Response.bytes("text/plain", content));
    routes.get("/stream", _ -> Response.stream("text/plain", out -> out.write(content)));
    routes.get("/file", _ -> slice(0, content.length));
    routes.get("/part", _ -> slice(1_000, 100_000));
  }

  private static Response slice(long offset, long length) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    return Response.of(200).withContent(new Content.Slice(channel, offset, length));
  }

  private static WebServer start(WebOptions options) throws Exception {
    return WebServer.start(TlsTest::app, options.withThreads(1));
  }

  private static HttpClient client(Version version) {
    return HttpClient.newBuilder()
        .sslContext(certificates.trusting())
        .version(version)
        .connectTimeout(Duration.ofSeconds(10))
        .build();
  }

  private static HttpRequest.Builder request(WebServer server, String path) {
    return HttpRequest.newBuilder(URI.create(server.uri() + path)).timeout(Duration.ofSeconds(20));
  }

  private static WebOptions encrypted() {
    return WebOptions.DEFAULT.withTls(certificates.tls());
  }

  @ParameterizedTest
  @EnumSource(
      value = Version.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void bodies_files_and_streams_come_whole(Version version) throws Exception {
    try (var server = start(encrypted());
        HttpClient client = client(version)) {
      HttpResponse<String> first =
          client.send(request(server, "/").build(), HttpResponse.BodyHandlers.ofString());
      assertThat(first.version()).isEqualTo(version);
      assertThat(first.body())
          .isEqualTo(version == Version.HTTP_2 ? "HTTP/2 true" : "HTTP/1.1 true");
      for (String path : new String[] {"/large", "/stream", "/file"}) {
        assertThat(body(client, request(server, path).build())).as(path).isEqualTo(content);
      }
      assertThat(body(client, request(server, "/part").build()))
          .isEqualTo(Arrays.copyOfRange(content, 1_000, 101_000));
      HttpRequest upload =
          request(server, "/echo").POST(HttpRequest.BodyPublishers.ofByteArray(content)).build();
      assertThat(body(client, upload)).isEqualTo(content);
    }
  }

  private static byte[] body(HttpClient client, HttpRequest request) throws Exception {
    HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValueAsLong("content-length").orElse(response.body().length))
        .isEqualTo(response.body().length);
    return response.body();
  }

  @Test
  void an_upgrade_to_h2c_is_answered_in_http_1() throws Exception {
    try (var server = start(WebOptions.DEFAULT);
        HttpClient client = client(Version.HTTP_2)) {
      HttpResponse<String> response =
          client.send(request(server, "/").build(), HttpResponse.BodyHandlers.ofString());
      assertThat(response.version()).isEqualTo(Version.HTTP_1_1);
      assertThat(response.body()).isEqualTo("HTTP/1.1 false");
      assertThat(body(client, request(server, "/file").build())).isEqualTo(content);
    }
  }

  @Test
  void a_client_without_alpn_speaks_http_1() throws Exception {
    try (var server = start(encrypted());
        Socket socket = connect(server)) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void a_client_of_another_protocol_is_turned_away() throws Exception {
    try (var server = start(encrypted());
        SSLSocket socket = connect(server)) {
      var parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"imap"});
      socket.setSSLParameters(parameters);
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
    }
  }

  private static SSLSocket connect(WebServer server) throws IOException {
    var socket =
        (SSLSocket)
            certificates
                .trusting()
                .getSocketFactory()
                .createSocket(server.address().getAddress(), server.address().getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  @Test
  void a_client_that_does_not_encrypt_is_closed() throws Exception {
    try (var server = start(encrypted());
        var socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
          .doesNotContain("HTTP/1.1 200");
    }
  }

  @Test
  void a_client_that_does_not_go_on_with_the_handshake_is_closed() throws Exception {
    Timeouts soon = Timeouts.DEFAULT.withHead(Duration.ofMillis(500));
    try (var server = start(encrypted().withTimeouts(soon));
        var socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket.setSoTimeout(10_000);
      assertThat(socket.getInputStream().read()).isNegative();
    }
  }

  @Test
  void keys_of_rsa_and_edwards_curves_are_fine() throws Exception {
    for (Algorithm algorithm : new Algorithm[] {Algorithm.rsa2048, Algorithm.ed25519}) {
      assertThat(TlsContext.of(files(algorithm)).isServer()).isTrue();
    }
  }

  @Test
  void what_is_wrong_with_the_files_is_said_at_the_start() throws Exception {
    Tls good = certificates.tls();
    Path missing = temp.resolve("missing.pem");
    Path text = Files.writeString(temp.resolve("text.pem"), "no key");
    requireMessage(
        new Tls(missing, good.key()),
        "tls.certificates: " + missing + " (expected: a file that is there)");
    requireMessage(
        new Tls(good.certificates(), missing),
        "tls.key: " + missing + " (expected: a file that is there)");
    requireMessage(
        new Tls(temp, good.key()),
        "tls.certificates: " + temp + " (expected: a file that this process may read)");
    requireMessage(
        new Tls(text, good.key()),
        "tls.certificates: " + text + " (expected: certificates as PEM, the server's first)");
    requireMessage(
        new Tls(good.certificates(), text),
        "tls.key: "
            + text
            + " (expected: a private key as PEM, PKCS #8, without a password)."
            + " Convert it: openssl pkcs8 -topk8 -nocrypt -in old.pem -out new.pem");
    for (Algorithm algorithm : new Algorithm[] {Algorithm.ecp256, Algorithm.rsa2048}) {
      Path other = files(algorithm).key();
      requireMessage(
          new Tls(good.certificates(), other),
          "tls.key: " + other + " (expected: the key of the first certificate)");
    }
  }

  private static Tls files(Algorithm algorithm) throws Exception {
    var bundle = Certificates.bundle(algorithm);
    return new Tls(
        Files.writeString(temp.resolve(algorithm + ".pem"), bundle.getCertificatePathPEM()),
        Files.writeString(temp.resolve(algorithm + "-key.pem"), bundle.getPrivateKeyPEM()));
  }

  private static void requireMessage(Tls tls, String message) {
    assertThatThrownBy(() -> start(WebOptions.DEFAULT.withTls(tls)))
        .isInstanceOf(WebServerException.class)
        .hasMessage(message);
  }
}
