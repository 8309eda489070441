// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.ContentWire.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class FileCompressionTest extends FolderFixture {
  private static final String TEXT = "song song nghĩa là cùng một lúc; ".repeat(300);
  private static final byte[] BYTES = TEXT.getBytes(UTF_8);

  @BeforeAll
  static void load() {
    // The library stays for the JVM's life.
    assertThat(Brotli.available()).isTrue();
  }

  @BeforeEach
  void fillMore() throws IOException {
    bytes("style.css", BYTES, "2026-01-01T00:00:00Z");
    bytes("app.js", BYTES, "2026-01-01T00:00:00Z");
    bytes("app.js.gz", gzip("gz beside"), "2026-01-01T00:00:00Z");
    bytes("old.js", BYTES, "2026-01-01T00:00:01Z");
    bytes("old.js.gz", gzip("too old"), "2026-01-01T00:00:00Z");
    bytes("small.css", "a{}".getBytes(UTF_8), "2026-01-01T00:00:00Z");
    bytes("image.png", BYTES, "2026-01-01T00:00:00Z");
  }

  private static void bytes(String name, byte[] content, String modified) throws IOException {
    Path file = Files.write(root.resolve(name), content);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse(modified)));
  }

  private static byte[] gzip(String text) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return out.toByteArray();
  }

  private static Answer coded(String path, String acceptEncoding) throws IOException {
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
  void a_file_compressed_in_advance_is_sent_as_it_lies_there() throws Exception {
    Answer answer = coded("/files/app.js", "gzip");
    assertThat(ungzip(answer.body())).isEqualTo("gz beside");
    assertThat(answer.header("content-type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(answer.header("content-encoding")).isEqualTo("gzip");
    assertThat(answer.header("vary")).isEqualTo("accept-encoding");
    assertThat(answer.header("content-length")).isEqualTo("" + answer.body().length);
    assertThat(coded("/files/app.js", "identity").text()).isEqualTo(TEXT);
    // One that is older than the file is not of it.
    assertThat(ungzip(coded("/files/old.js", "gzip").body())).isEqualTo(TEXT);
  }

  @Test
  void a_file_is_compressed_on_the_way_if_it_is_text_and_not_tiny() throws Exception {
    assertThat(ungzip(coded("/files/style.css", "gzip").body())).isEqualTo(TEXT);
    assertThat(unbrotli(coded("/files/style.css", "br").body())).isEqualTo(TEXT);
    assertThat(coded("/files/small.css", "gzip").has("content-encoding")).isFalse();
    assertThat(coded("/files/small.css", "gzip").header("vary")).isEqualTo("accept-encoding");
    assertThat(coded("/files/image.png", "gzip").has("content-encoding")).isFalse();
    assertThat(coded("/files/image.png", "gzip").has("vary")).isFalse();
  }

  @Test
  void each_coding_of_a_file_has_a_tag_of_its_own() throws Exception {
    String plain = coded("/files/style.css", "identity").header("etag");
    String gzip = coded("/files/style.css", "gzip").header("etag");
    assertThat(gzip).isEqualTo(plain.replaceAll("\"$", "-gz\""));
    assertThat(coded("/files/style.css", "br").header("etag"))
        .isEqualTo(plain.replaceAll("\"$", "-br\""));

    assertThat(conditional("gzip", "if-none-match: " + gzip).status()).isEqualTo(304);
    assertThat(conditional("gzip", "if-none-match: " + gzip).header("etag")).isEqualTo(gzip);
    assertThat(conditional("gzip", "if-none-match: " + plain).status()).isEqualTo(200);
    assertThat(conditional("identity", "if-none-match: " + gzip).status()).isEqualTo(200);
    assertThat(conditional("gzip", "range: bytes=0-3").text()).isEqualTo("song");
    assertThat(conditional("gzip", "range: bytes=0-3").has("content-encoding")).isFalse();
    // A part of the compressed one can't be had: so no part.
    assertThat(conditional("gzip", "range: bytes=0-3", "if-range: " + gzip).status())
        .isEqualTo(200);
  }

  private static Answer conditional(String coding, String... headers) throws IOException {
    var all = new ArrayList<>(List.of(headers));
    all.add("accept-encoding: " + coding);
    return ContentWire.get(server, "/files/style.css", all.toArray(String[]::new));
  }

  @Test
  void a_name_that_is_as_long_as_names_can_be_has_nothing_beside_it_and_is_found()
      throws Exception {
    String longest = "a".repeat(251) + ".css";
    bytes(longest, BYTES, "2026-01-01T00:00:00Z");

    assertThat(ungzip(coded("/files/" + longest, "gzip").body())).isEqualTo(TEXT);
  }

  @Test
  void head_says_what_get_would_and_without_compression_all_is_as_it_lies_there() throws Exception {
    assertThat(
            ContentWire.ask(server, "HEAD", "/files/style.css", "accept-encoding: gzip")
                .header("content-encoding"))
        .isEqualTo("gzip");
    Path folder = root;
    WebOptions off = WebOptions.DEFAULT.withThreads(1).withCompression(false);
    try (var plain =
        WebServer.start(routes -> routes.get("/{path*}", StaticFiles.of(folder)), off)) {
      for (String path : List.of("/app.js", "/style.css")) {
        Answer answer = ContentWire.get(plain, path, "accept-encoding: gzip");
        assertThat(answer.text()).as(path).isEqualTo(TEXT);
        assertThat(answer.has("vary")).isFalse();
      }
    }
  }
}
