// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class ContentOverTlsTest {
  private static final int BIG = 32 << 20;
  private static final String TEXT = "song song\n".repeat(1_000);

  @TempDir static Path temp;
  private static Certificates certificates;
  private static WebServer server;

  @BeforeAll
  static void start() throws Exception {
    certificates = Certificates.in(temp);
    Path root = Files.createDirectory(temp.resolve("root"));
    Path text = Files.writeString(root.resolve("a.txt"), TEXT);
    Files.setLastModifiedTime(text, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    Files.createFile(root.resolve("empty.txt"));
    try (var big = new RandomAccessFile(root.resolve("big.bin").toFile(), "rw")) {
      big.setLength(BIG);
      big.seek(BIG - 3);
      big.write("end".getBytes(UTF_8));
    }
    server =
        WebServer.start(
            routes ->
                routes
                    .get("/{path*}", StaticFiles.of(root))
                    .get("/late", _ -> Response.stream("a/b", ContentOverTlsTest::failLate))
                    .get("/early", _ -> Response.stream("a/b", _ -> missing()))
                    .get("/events", _ -> Response.events(events -> events.send("a", "một")))
                    .post("/form", request -> names(request.body().form()))
                    .post("/echo", one -> Response.stream("a/b", one.body().stream()::transferTo)),
            WebOptions.DEFAULT
                .withThreads(1)
                .withLimits(Limits.DEFAULT.withBodyBytes(BIG))
                .withTls(certificates.tls()));
    // The folder of all uploads is made at the first need, and stays until the server closes.
    try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
      client.send(form("x"), BodyHandlers.discarding());
    }
  }

  private static HttpRequest form(String content) {
    String body =
        "--XX\r\ncontent-disposition: form-data; name=f; filename=f.bin\r\n\r\n"
            + content
            + "\r\n--XX--\r\n";
    return ask("/form")
        .header("content-type", "multipart/form-data; boundary=XX")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static void failLate(OutputStream out) throws IOException {
    out.write(new byte[40_000]);
    missing();
  }

  private static void missing() throws IOException {
    throw new IOException("the source is missing");
  }

  private static Response names(Form form) {
    var names = new ArrayList<String>();
    form.uploads().forEach(upload -> names.add(upload.fileName() + " " + upload.size()));
    return Response.text(String.join("\n", names));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpClient client(HttpClient.Version version) {
    return HttpClient.newBuilder().version(version).sslContext(certificates.trusting()).build();
  }

  private static HttpRequest.Builder ask(String path) {
    URI uri = URI.create("https://localhost:" + server.address().getPort() + path);
    return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void files_come_whole_in_parts_compressed_or_not_at_all(HttpClient.Version version)
      throws Exception {
    try (HttpClient client = client(version)) {
      HttpResponse<String> whole = client.send(ask("/a.txt").build(), BodyHandlers.ofString());
      assertThat(whole.version()).isEqualTo(version);
      assertThat(whole.body()).isEqualTo(TEXT);
      String tag = whole.headers().firstValue("etag").orElseThrow();

      HttpResponse<String> part =
          client.send(ask("/a.txt").header("range", "bytes=-5").build(), BodyHandlers.ofString());
      assertThat(part.statusCode()).isEqualTo(206);
      assertThat(part.body()).isEqualTo("song\n");

      HttpResponse<String> same =
          client.send(ask("/a.txt").header("if-none-match", tag).build(), BodyHandlers.ofString());
      assertThat(same.statusCode()).isEqualTo(304);

      HttpResponse<byte[]> gzip =
          client.send(
              ask("/a.txt").header("accept-encoding", "gzip").build(), BodyHandlers.ofByteArray());
      try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip.body()))) {
        assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(TEXT);
      }

      HttpResponse<String> head =
          client.send(ask("/a.txt").HEAD().build(), BodyHandlers.ofString());
      assertThat(head.headers().firstValueAsLong("content-length")).hasValue(TEXT.length());
      assertThat(client.send(ask("/empty.txt").build(), BodyHandlers.ofString()).body()).isEmpty();
      assertThat(client.send(ask("/none").build(), BodyHandlers.ofString()).statusCode())
          .isEqualTo(404);
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void a_large_file_comes_to_its_end(HttpClient.Version version) throws Exception {
    try (HttpClient client = client(version)) {
      HttpResponse<byte[]> big = client.send(ask("/big.bin").build(), BodyHandlers.ofByteArray());
      assertThat(big.body()).hasSize(BIG).endsWith('e', 'n', 'd');
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void a_stream_that_fails_is_an_error_or_broken(HttpClient.Version version) throws Exception {
    try (HttpClient client = client(version)) {
      assertThat(client.send(ask("/early").build(), BodyHandlers.ofString()).statusCode())
          .isEqualTo(500);
      HttpRequest late = ask("/late").build();
      assertThatThrownBy(() -> client.send(late, BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void events_forms_and_echoes_work(HttpClient.Version version) throws Exception {
    try (HttpClient client = client(version)) {
      assertThat(client.send(ask("/events").build(), BodyHandlers.ofString()).body())
          .isEqualTo("event: a\ndata: một\n\n");
      assertThat(client.send(form("x".repeat(1 << 20)), BodyHandlers.ofString()).body())
          .isEqualTo("f.bin 1048576");
      // By HTTP/1.1 this client sends all before it reads.
      var bytes = new byte[version == HttpClient.Version.HTTP_2 ? 8 << 20 : 64 << 10];
      HttpRequest echo = ask("/echo").POST(HttpRequest.BodyPublishers.ofByteArray(bytes)).build();
      assertThat(client.send(echo, BodyHandlers.ofByteArray()).body()).isEqualTo(bytes);
    }
  }

  @Test
  @RequiresTool("curl")
  void curl_takes_a_file_by_http_2() throws Exception {
    var command = new ArrayList<>(List.of("curl", "-sS", "--http2", "--compressed"));
    command.addAll(certificates.forCurl());
    command.add("https://localhost:" + server.address().getPort() + "/a.txt");
    Process curl =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    assertThat(new String(curl.getInputStream().readAllBytes(), UTF_8)).isEqualTo(TEXT);
    assertThat(curl.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }
}
