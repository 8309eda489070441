// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import dev.songsong.web.ContentWire.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class CompressionTest {
  private static final String TEXT = "song song nghĩa là cùng một lúc; ".repeat(300);
  private static final byte[] BYTES = TEXT.getBytes(UTF_8);
  private static final SynchronousQueue<String> LINES = new SynchronousQueue<>();

  static WebServer server;

  @BeforeAll
  static void start() throws Exception {
    // Loads the library, which stays for the JVM's life.
    assertThat(Brotli.available()).isTrue();
    server = WebServer.start(CompressionTest::routes, WebOptions.DEFAULT.withThreads(1));
  }

  private static void routes(Routes routes) {
    Response text = Response.text(TEXT);
    routes
        .get("/text", _ -> text)
        .nonBlocking(Method.GET, "/loop", _ -> text)
        .nonBlocking(Method.GET, "/loop/small", _ -> Response.text("x".repeat(1_023)))
        .get("/small", _ -> Response.text("x".repeat(1_023)))
        .get("/image", _ -> Response.bytes("image/png", BYTES))
        .get("/noise", _ -> Response.bytes("text/plain", noise()))
        .get("/strong", _ -> text.withHeader("etag", "\"7\""))
        .get("/weak", _ -> text.withHeader("etag", "W/\"7\""))
        .get("/as-is", _ -> text.withHeader("cache-control", "public, No-Transform"))
        .get("/coded", _ -> text.withHeader("content-encoding", "zstd"))
        .get("/vary", _ -> text.withHeader("vary", "Origin, Accept-Encoding"))
        .get("/stream", _ -> Response.stream("text/plain", CompressionTest::lines))
        .get("/length", _ -> Response.stream("text/plain", BYTES.length, o -> o.write(BYTES)))
        .get("/early", _ -> Response.stream("text/plain", _ -> fail()))
        .get("/late", _ -> Response.stream("text/plain", CompressionTest::failLate))
        .get("/events", _ -> Response.events(events -> events.send("a", "x".repeat(5_000))));
  }

  private static byte[] noise() {
    var noise = new byte[2_000];
    new Random(1).nextBytes(noise);
    return noise;
  }

  private static void lines(OutputStream out) throws Exception {
    for (String line = LINES.take(); !line.isEmpty(); line = LINES.take()) {
      out.write(line.getBytes(UTF_8));
      out.flush();
    }
  }

  private static void fail() {
    throw HttpException.of(409, "stream: no (expected: yes)");
  }

  private static void failLate(OutputStream out) throws IOException {
    out.write(noise());
    out.flush();
    out.write(noise());
    throw new IOException("the source failed");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Answer get(String path, String acceptEncoding) throws IOException {
    return ContentWire.get(server, path, "accept-encoding: " + acceptEncoding);
  }

  private static String ungzip(byte[] bytes) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static String unbrotli(byte[] bytes) throws IOException {
    try (var in = new BrotliInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test
  void text_is_compressed_for_clients_that_take_it_from_the_loop_too() throws Exception {
    for (String path : new String[] {"/text", "/loop", "/length", "/weak"}) {
      Answer gzip = get(path, "gzip");
      assertThat(gzip.header("content-encoding")).as(path).isEqualTo("gzip");
      assertThat(gzip.header("vary")).isEqualTo("accept-encoding");
      assertThat(gzip.body().length).isLessThan(BYTES.length / 10);
      assertThat(ungzip(gzip.body())).isEqualTo(TEXT);

      Answer brotli = get(path, "gzip, deflate, br, zstd");
      assertThat(brotli.header("content-encoding")).isEqualTo("br");
      assertThat(unbrotli(brotli.body())).isEqualTo(TEXT);

      Answer plain = ContentWire.get(server, path);
      assertThat(plain.has("content-encoding")).isFalse();
      assertThat(plain.header("vary")).isEqualTo("accept-encoding");
      assertThat(plain.text()).isEqualTo(TEXT);
    }
  }

  @Test
  void the_client_chooses_by_weight() throws Exception {
    assertThat(coding("gzip;q=1.0, br;q=0.5")).isEqualTo("gzip");
    assertThat(coding("gzip;q=0.5, br;q=0.5")).isEqualTo("br");
    assertThat(coding("br;q=0, gzip")).isEqualTo("gzip");
    assertThat(coding("GZIP")).isEqualTo("gzip");
    assertThat(coding("x-gzip")).isEqualTo("gzip");
    assertThat(coding("gzip;q=0.3, identity;q=0.8")).isEmpty();
    assertThat(coding("identity;q=0.3, gzip;q=0.8")).isEqualTo("gzip");
    assertThat(coding("*")).isEqualTo("br");
    assertThat(coding("*;q=0, gzip;q=0.1")).isEqualTo("gzip");
    assertThat(coding("identity;q=0, gzip")).isEqualTo("gzip");
    assertThat(coding("deflate, zstd")).isEmpty();
    assertThat(coding("")).isEmpty();
    assertThat(coding("gzip;q=0")).isEmpty();
    // What can't be met or read is answered all the same.
    assertThat(coding("identity;q=0")).isEmpty();
    assertThat(coding("*;q=0")).isEmpty();
    assertThat(coding("gzip;q=nan")).isEmpty();
    assertThat(coding("gzip;q=7")).isEmpty();
    assertThat(coding(";;,,=,q=1;gzip")).isEmpty();
  }

  private static String coding(String acceptEncoding) throws IOException {
    Answer answer = get("/text", acceptEncoding);
    assertThat(answer.status()).isEqualTo(200);
    return answer.header("content-encoding");
  }

  @Test
  void what_is_small_coded_or_not_to_be_touched_stays_as_it_is() throws Exception {
    String[] paths = {"/small", "/loop/small", "/image", "/strong", "/as-is", "/events"};
    for (String path : paths) {
      Answer answer = get(path, "gzip, br");
      assertThat(answer.has("content-encoding")).as(path).isFalse();
      assertThat(answer.has("vary")).as(path).isFalse();
    }
    assertThat(get("/coded", "gzip").header("content-encoding")).isEqualTo("zstd");
    assertThat(get("/strong", "gzip").header("etag")).isEqualTo("\"7\"");
    assertThat(get("/weak", "gzip").header("etag")).isEqualTo("W/\"7\"");
    assertThat(get("/vary", "gzip").header("vary")).isEqualTo("Origin, Accept-Encoding");
    // It would have become larger.
    assertThat(get("/noise", "gzip").body()).isEqualTo(noise());
  }

  @Test
  void compression_can_be_switched_off() throws Exception {
    WebOptions off = WebOptions.DEFAULT.withThreads(1).withCompression(false);
    try (var plain = WebServer.start(CompressionTest::routes, off)) {
      for (String path : new String[] {"/text"}) {
        Answer answer = ContentWire.get(plain, path, "accept-encoding: gzip");
        assertThat(answer.text()).as(path).isEqualTo(TEXT);
        assertThat(answer.has("vary")).isFalse();
      }
    }
  }

  @Test
  void head_says_what_get_would() throws Exception {
    Answer head = ContentWire.ask(server, "HEAD", "/text", "accept-encoding: gzip");
    Answer get = get("/text", "gzip");

    assertThat(head.header("content-length")).isEqualTo("" + get.body().length);
    assertThat(head.header("content-encoding")).isEqualTo("gzip");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br"})
  void a_compressed_stream_arrives_piece_by_piece(String coding) throws Exception {
    try (var wire = new ContentWire(server)) {
      wire.send("GET", "/stream", new byte[0], "accept-encoding: " + coding);
      LINES.put("one\n");
      assertThat(wire.head().header("content-encoding")).isEqualTo(coding);
      byte[] first = wire.chunk();
      assertThat(first).hasSizeLessThan(100);
      LINES.put("two\n");
      byte[] second = wire.chunk();
      LINES.put("");
      var all = new ByteArrayOutputStream();
      all.write(first);
      all.write(second);
      for (byte[] rest = wire.chunk(); rest.length > 0; rest = wire.chunk()) {
        all.write(rest);
      }
      String text = coding.equals("br") ? unbrotli(all.toByteArray()) : ungzip(all.toByteArray());
      assertThat(text).isEqualTo("one\ntwo\n");
      // The first piece says the first line all by itself.
      if (coding.equals("gzip")) {
        var beginning = new GZIPInputStream(new ByteArrayInputStream(first));
        assertThat(new String(beginning.readNBytes(4), UTF_8)).isEqualTo("one\n");
      }
    }
  }

  @Test
  void a_stream_that_fails_early_is_an_error_and_late_a_broken_answer() throws Exception {
    Answer early = get("/early", "gzip");
    assertThat(early.status()).isEqualTo(409);
    assertThat(early.text()).contains("stream: no (expected: yes)");
    for (String coding : new String[] {"gzip", "br", "identity"}) {
      assertThatThrownBy(() -> get("/late", coding)).isInstanceOf(EOFException.class);
    }
  }

  @Test
  @RequiresTool("curl")
  void curl_undoes_it() throws Exception {
    for (String path : new String[] {"/text", "/loop", "/length"}) {
      Process curl =
          new ProcessBuilder("curl", "-sS", "--compressed", server.uri() + path)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      assertThat(new String(curl.getInputStream().readAllBytes(), UTF_8)).isEqualTo(TEXT);
      assertThat(curl.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(curl.exitValue()).isZero();
    }
  }
}
