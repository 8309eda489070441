// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.ContentWire.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class RequestBodyTest {
  private static final int LIMIT = 100_000;
  private static WebServer server;

  enum Size {
    SMALL,
    LARGE
  }

  record Item(String name, int count, Size size, List<Part> parts, LocalDate since) {
    Item {
      if (count < 0) {
        throw new IllegalArgumentException("count: " + count + " (expected: >= 0)");
      }
    }
  }

  record Part(double weight, boolean spare, BigInteger serial) {}

  @BeforeAll
  static void start() throws Exception {
    server =
        WebServer.start(
            routes ->
                routes
                    .post("/text", request -> Response.text(request.body().text()))
                    .post("/count", request -> Response.json(request.body().bytes().length))
                    .post("/item", request -> Response.json(request.body().json(Item.class)))
                    .post("/tree", request -> Response.json(request.body().json(Object.class)))
                    .nonBlocking(
                        Method.POST,
                        "/loop",
                        request -> Response.json(request.body().json(Item.class).name())),
            WebOptions.DEFAULT.withThreads(1).withLimits(Limits.DEFAULT.withBodyBytes(LIMIT)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Answer post(String path, byte[] body, String... headers) throws IOException {
    return ContentWire.ask(server, "POST", path, body, headers);
  }

  private static Answer json(String path, String body) throws IOException {
    return post(path, body.getBytes(UTF_8), "content-type: application/json");
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] join(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static Answer zipped(byte[] body) throws IOException {
    return post("/count", body, "content-encoding: gzip");
  }

  @Test
  void a_compressed_body_is_inflated() throws Exception {
    assertThat(zipped(gzip(new byte[LIMIT])).text()).isEqualTo("" + LIMIT);
    // Several members are one body (RFC 1952, section 2.2).
    assertThat(zipped(join(gzip(new byte[40_000]), gzip(new byte[50_000]))).text())
        .isEqualTo("90000");
    assertThat(post("/count", gzip(new byte[5]), "content-encoding: X-GZIP").text()).isEqualTo("5");
    assertThat(post("/count", new byte[5], "content-encoding: identity").text()).isEqualTo("5");
  }

  @Test
  void a_bomb_is_cut_where_the_limit_is() throws Exception {
    byte[] bomb = gzip(new byte[50 << 20]);
    assertThat(bomb.length).isLessThan(LIMIT);
    assertTooLarge(zipped(bomb));
    byte[] members = new byte[0];
    for (int i = 0; i < 20; i++) {
      members = join(members, gzip(new byte[6_000]));
    }
    assertTooLarge(zipped(members));
    // A bomb in a bomb is inflated once, and is then what it is.
    assertThat(zipped(gzip(bomb)).text()).isEqualTo("" + bomb.length);
  }

  private static void assertTooLarge(Answer answer) {
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.text()).contains("body: too large (expected: <= 100000 bytes)");
  }

  @Test
  void an_endless_compressed_stream_is_cut_too() throws Exception {
    byte[] zipped = gzip(new byte[1 << 20]);
    try (var wire = new ContentWire(server)) {
      wire.send(
          "POST", "/count", new byte[0], "content-encoding: gzip", "transfer-encoding: chunked");
      wire.send(Integer.toHexString(zipped.length - 20) + "\r\n");
      wire.send(Arrays.copyOf(zipped, zipped.length - 20));
      wire.send("\r\n");
      // No end of the body: the answer comes all the same.
      assertTooLarge(wire.answer(false));
    }
  }

  @Test
  void what_is_not_what_was_announced_is_refused() throws Exception {
    byte[] good = gzip("hello".repeat(100).getBytes(UTF_8));
    Answer cut = zipped(Arrays.copyOf(good, good.length - 5));
    assertThat(cut.status()).isEqualTo(400);
    assertThat(cut.text()).contains("body: cut off (expected: gzip to its end, as announced)");
    byte[] wrongSum = good.clone();
    wrongSum[good.length - 6] ^= 1;
    assertThat(zipped(wrongSum).status()).isEqualTo(400);
    Answer plain = zipped("hello".repeat(10).getBytes(UTF_8));
    assertThat(plain.status()).isEqualTo(400);
    assertThat(plain.text()).contains("body: Not in GZIP format (expected: gzip, as announced)");
    assertThat(zipped(new byte[] {0x1f}).status()).isEqualTo(400);
    for (String coding : List.of("br", "deflate", "zstd", "gzip, gzip", "identity, gzip", "x")) {
      Answer unknown = post("/count", good, "content-encoding: " + coding);
      assertThat(unknown.status()).as(coding).isEqualTo(415);
      assertThat(unknown.text()).contains("content-encoding: " + coding + " (expected: gzip)");
    }
    assertThat(post("/count", good, "content-encoding: gzip", "content-encoding: gzip").status())
        .isEqualTo(415);
  }

  @Test
  void text_is_of_its_charset() throws Exception {
    String text = "đường";
    assertThat(post("/text", text.getBytes(UTF_8)).text()).isEqualTo(text);
    assertThat(
            post("/text", "é".getBytes(ISO_8859_1), "content-type: text/plain;charset=ISO-8859-1")
                .text())
        .isEqualTo("é");
    assertThat(
            post(
                    "/text",
                    text.getBytes(UTF_16LE),
                    "content-type: text/plain; x=y; Charset=\"utf-16le\"")
                .text())
        .isEqualTo(text);
    Answer unknown =
        post("/text", text.getBytes(UTF_8), "content-type: text/plain; charset=klingon");
    assertThat(unknown.status()).isEqualTo(415);
    assertThat(unknown.text())
        .contains("charset: klingon (expected: one that is known, such as utf-8)");
    assertThat(post("/text", text.getBytes(UTF_8), "content-type: text/plain; charset=()").status())
        .isEqualTo(415);
    Answer malformed = post("/text", new byte[] {'a', (byte) 0xff});
    assertThat(malformed.status()).isEqualTo(400);
    assertThat(malformed.text()).contains("body: malformed text (expected: UTF-8)");
  }

  @Test
  void json_is_read_into_its_type() throws Exception {
    String item =
        """
        {"name": "a", "count": 1, "size": "LARGE", "since": "2026-01-02",
         "parts": [{"weight": 1.5, "spare": true, "serial": 12345678901234567890}]}\
        """;
    assertThat(json("/item", item).status()).isEqualTo(200);
    assertThat(json("/loop", item).text()).isEqualTo("\"a\"");
    assertThat(post("/item", item.getBytes(UTF_8), "content-type: application/vnd.x+json").status())
        .isEqualTo(200);
    for (String type :
        List.of("text/json", "application/xml", "application/json; charset=utf-16")) {
      assertThat(post("/item", item.getBytes(UTF_8), "content-type: " + type).status())
          .as(type)
          .isEqualTo(415);
    }
    assertThat(post("/item", item.getBytes(UTF_8)).text())
        .contains("content-type: none (expected: application/json)");
  }

  @Test
  void malformed_json_is_400_and_says_where() throws Exception {
    JsonNode problem = problem(400, json("/item", "{\"name\": \"a\",\n  \"count\": }"));
    assertThat(problem.get("detail").stringValue())
        .startsWith("body at line 2, column 12: Unexpected character ('}' (code 125))")
        .endsWith("(expected: JSON)");
    assertThat(problem.get("line").intValue()).isEqualTo(2);
    assertThat(problem.get("column").intValue()).isEqualTo(12);

    assertDetail(400, "", "body: empty (expected: JSON)");
    assertDetail(400, "  ", "body: empty (expected: JSON)");
    assertDetail(400, "{} {}", "body: goes on after its end (expected: one JSON value)");
    for (String bad :
        List.of(
            "{",
            "[1,",
            "{\"a\":1,}",
            "{'a':1}",
            "nul",
            "\"\u0001\"",
            "{\"a\" 1}",
            "1x",
            "\u0000")) {
      problem(400, json("/tree", bad));
    }
    problem(
        400, post("/tree", new byte[] {'"', (byte) 0xff, '"'}, "content-type: application/json"));
  }

  private static void assertDetail(int status, String body, String detail) throws IOException {
    assertThat(problem(status, json("/item", body)).get("detail").stringValue()).isEqualTo(detail);
  }

  private static JsonNode problem(int status, Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    assertThat(answer.text()).doesNotContain("dev.songsong").doesNotContain("java.");
    return JsonMapper.shared().readTree(answer.body());
  }

  @Test
  void json_that_asks_for_too_much_is_400_too() throws Exception {
    assertThat(problem(400, json("/tree", "[".repeat(50_000))).get("detail").stringValue())
        .contains("nesting depth (501) exceeds the maximum allowed");
    problem(400, json("/tree", "{\"a\":".repeat(10_000)));
    problem(400, json("/tree", "{\"a\":" + "9".repeat(50_000) + "}"));
    problem(400, json("/item", "{\"parts\":[{\"serial\":" + "9".repeat(50_000) + "}]}"));
    problem(400, json("/tree", "{\"" + "n".repeat(60_000) + "\":1}"));
    JsonNode twice = problem(400, json("/item", "{\"name\":\"a\",\"name\":\"b\"}"));
    assertThat(twice.get("detail").stringValue()).contains("Duplicate Object property \"name\"");
    problem(400, json("/tree", "{\"a\":1,\"a\":2}"));
    // A long text is no attack by itself.
    assertThat(json("/tree", "{\"a\":\"" + "x".repeat(90_000) + "\"}").status()).isEqualTo(200);
  }

  @Test
  void json_that_does_not_fit_is_422_and_says_where() throws Exception {
    assertDetail(422, "null", "body: null (expected: an object)");
    assertDetail(422, "[]", "body: an array (expected: an object)");
    assertDetail(
        422,
        "{\"nam\":1}",
        "body at /nam: not known (expected: one of [name, count, size, parts, since])");
    assertDetail(422, "{\"count\":\"x\"}", "body at /count: text (expected: a whole number)");
    assertDetail(422, "{\"count\":{}}", "body at /count: an object (expected: a whole number)");
    assertDetail(
        422,
        "{\"count\":99999999999}",
        "body at /count: out of range (expected: a number that fits)");
    assertDetail(
        422, "{\"size\":\"HUGE\"}", "body at /size: HUGE (expected: one of [SMALL, LARGE])");
    assertDetail(
        422, "{\"since\":\"soon\"}", "body at /since: soon (expected: text that is a LocalDate)");
    assertDetail(422, "{\"parts\":7}", "body at /parts: a number (expected: an array)");
    assertDetail(
        422,
        "{\"parts\":[{},{\"weight\":\"w\"}]}",
        "body at /parts/1/weight: text (expected: a number)");
    assertDetail(422, "{\"name\":\"a\",\"count\":-1}", "body: count: -1 (expected: >= 0)");
    assertThat(
            problem(422, json("/item", "{\"parts\":[{\"spare\":\"p\"}]}"))
                .get("pointer")
                .stringValue())
        .isEqualTo("/parts/0/spare");
  }
}
