// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.RawConnection.latin1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that are no proper request, at the wire: whole, and in writes of one byte. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
class BadInputTest {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n";
  private static final long MOST = 1 << 20;
  private static final AtomicInteger handled = new AtomicInteger(); // by handlers of any thread
  private static WebServer server;

  record Case(String name, int status, byte[] bytes, boolean oneByOne) {
    @Override
    public String toString() {
      return status + " for " + name + (oneByOne ? ", byte by byte" : "");
    }
  }

  @BeforeAll
  static void start() throws Exception {
    WebApp app =
        routes ->
            routes
                .nonBlocking(Method.GET, "/{rest*}", _ -> counted())
                .nonBlocking(Method.PUT, "/{rest*}", _ -> counted())
                .post(
                    "/{rest*}",
                    request -> {
                      request.body().bytes();
                      return counted();
                    });
    server =
        WebServer.start(app, WebOptions.DEFAULT.withLimits(Limits.DEFAULT.withBodyBytes(MOST)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void nothingHandled() {
    handled.set(0);
  }

  private static Response counted() {
    handled.incrementAndGet();
    return Response.text("handled");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refused_the_connection_closed_and_no_handler_called(Case it) throws Exception {
    try (var client = RawConnection.to(server)) {
      if (it.oneByOne()) {
        client.sendOneByOne(it.bytes());
      } else {
        client.send(it.bytes());
      }
      client.sendOneByOne(latin1(SMUGGLED));
      RawConnection.Reply reply = client.reply();
      assertThat(reply.status()).as(reply.text()).isEqualTo(it.status());
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
      assertThat(reply.text()).contains("(expected: ");
      assertThat(client.ends()).isTrue();
    }
    assertThat(handled).hasValue(0);
  }

  static Stream<Case> refused() {
    var all = new ArrayList<Case>();
    framing(all);
    chunks(all);
    lines(all);
    headers(all);
    sizes(all);
    targets(all);
    return all.stream()
        .flatMap(one -> Stream.of(one, new Case(one.name(), one.status(), one.bytes(), true)));
  }

  private static void framing(List<Case> all) {
    post(all, 400, "CL before TE", "content-length: 3", "transfer-encoding: chunked");
    post(all, 400, "TE before CL", "transfer-encoding: chunked", "content-length: 3");
    post(all, 400, "two equal lengths", "content-length: 3", "content-length: 3");
    post(all, 400, "two different lengths", "content-length: 3", "content-length: 40");
    post(all, 400, "two equal lengths in one", "content-length: 3, 3");
    post(all, 400, "two different lengths in one", "content-length: 3, 40");
    for (String length :
        List.of("+3", "-3", "3 3", "3;", "0x3", "3a", "", "99999999999999999999", "٣", "3.0")) {
      post(all, 400, "the length \"" + length + "\"", "content-length: " + length);
    }
    post(all, 400, "chunked not last", "transfer-encoding: chunked, identity");
    post(all, 501, "another coding first", "transfer-encoding: gzip, chunked");
    post(all, 400, "an unknown coding", "transfer-encoding: xchunked");
    post(all, 400, "identity", "transfer-encoding: identity");
    post(all, 400, "an empty coding", "transfer-encoding:");
    post(all, 400, "chunked twice", "transfer-encoding: chunked, chunked");
    post(all, 400, "two codings", "transfer-encoding: chunked", "transfer-encoding: chunked");
    post(all, 400, "a hidden coding", "transfer-encoding: gzip", "transfer-encoding: chunked");
    post(all, 501, "a coding with a sign", "transfer-encoding: ,chunked");
    post(all, 400, "a coding in quotes", "transfer-encoding: \"chunked\"");
    post(all, 400, "a coding after a tab and VT", "transfer-encoding: \u000bchunked");
    raw(all, 400, "TE in HTTP/1.0", "POST / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n");
    raw(
        all,
        400,
        "two lengths in HTTP/1.0",
        "POST / HTTP/1.0\r\ncontent-length: 3\r\ncontent-length: 40\r\n\r\n");
    get(all, 400, "a body by an old WebSocket", "sec-websocket-key1: a", "Sec-WebSocket-Key2: b");
  }

  private static void chunks(List<Case> all) {
    for (String size :
        List.of(
            "-1",
            "+1",
            "0x1",
            "1 ",
            " 1",
            "\t1",
            "",
            "g",
            "1g",
            "123456789",
            "80000000",
            "ffffffffffffffffff",
            ";a",
            "1 a",
            "1\u0000")) {
      chunked(all, "the size \"" + size + "\"", size + "\r\nx\r\n0\r\n\r\n");
    }
    chunked(all, "a bare LF after the size", "1\nx\r\n0\r\n\r\n");
    chunked(all, "a bare CR in the size", "1\r;a\r\nx\r\n0\r\n\r\n");
    chunked(all, "a bare LF in an extension", "1;a\nb\r\nx\r\n0\r\n\r\n");
    chunked(all, "a bare LF after an extension", "1;a=b\nx\r\n0\r\n\r\n");
    chunked(all, "a NUL in an extension", "1;a=\u0000\r\nx\r\n0\r\n\r\n");
    chunked(all, "a CR in an extension", "1;a\rb\r\nx\r\n0\r\n\r\n");
    chunked(all, "an open quote in an extension", "1;a=\"b\r\nx\r\n0\r\n\r\n");
    chunked(all, "a long extension", "1;" + "a".repeat(9000) + "\r\nx\r\n0\r\n\r\n");
    chunked(all, "no CR LF after a chunk", "1\r\nxy\r\n0\r\n\r\n");
    chunked(all, "a bare LF after a chunk", "1\r\nx\n0\r\n\r\n");
    chunked(all, "a trailer without a colon", "0\r\nabc\r\n\r\n");
    chunked(all, "a trailer with a space in its name", "0\r\na b: c\r\n\r\n");
    chunked(all, "a trailer with a NUL", "0\r\na: \u0000\r\n\r\n");
    chunked(all, "a trailer after a bare LF", "0\r\na: b\n\r\n");
    chunked(all, "a bare LF at the end", "0\r\n\n");
    chunked(all, "large trailers", "0\r\n" + "a: bcdef\r\n".repeat(2500) + "\r\n");
  }

  private static void lines(List<Case> all) {
    raw(all, 400, "a bare LF after the request line", "GET / HTTP/1.1\nhost: a\r\n\r\n");
    raw(all, 400, "a bare LF after a header", "GET / HTTP/1.1\r\nhost: a\n\r\n");
    raw(all, 400, "a bare LF at the end", "GET / HTTP/1.1\r\nhost: a\r\n\n");
    raw(all, 400, "only bare LF", "GET / HTTP/1.1\nhost: a\n\n");
    raw(all, 400, "a bare CR in the request line", "GET /\rHTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 400, "a bare CR after the method", "GET\r/ HTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 400, "a bare CR in front", "\rGET / HTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 400, "a bare LF in front", "\nGET / HTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 400, "two empty lines in front", "\r\n\r\nGET / HTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 400, "a space in front", " GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 400, "two spaces", "GET  / HTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 400, "two spaces later", "GET /  HTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 400, "a tab", "GET\t/ HTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 400, "a form feed", "GET /\fHTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 400, "a space at the end", "GET / HTTP/1.1 \r\nhost: a\r\n\r\n");
    raw(all, 400, "a space in the target", "GET /a b HTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 400, "no target", "GET HTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 400, "a method with a bracket", "G(T / HTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 400, "a method with a NUL", "GET\0 / HTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 400, "HTTP/0.9", "GET /\r\n\r\n");
    raw(all, 505, "HTTP/2.0", "GET / HTTP/2.0\r\nhost: a\r\n\r\n");
    raw(all, 505, "HTTP/1.2", "GET / HTTP/1.2\r\nhost: a\r\n\r\n");
    raw(all, 505, "HTTP/0.9 in words", "GET / HTTP/0.9\r\nhost: a\r\n\r\n");
    for (String version :
        List.of(
            "http/1.1",
            "Http/1.1",
            "HTTP/1.10",
            "HTTP/11",
            "HTTP/1,1",
            "HTTP/1.1x",
            "XTTP/1.1",
            "HTTP/ 1.1",
            "HTTP/+1.1",
            "HTTP/1.",
            "HTTP")) {
      raw(all, 400, "the version " + version, "GET / " + version + "\r\nhost: a\r\n\r\n");
    }
    raw(all, 400, "garbage", "\u0001\u0002\u00ff\u00fe random \r\n\r\n");
    raw(all, 400, "a hello of TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003");
    raw(all, 400, "a hello of SSH", "SSH-2.0-OpenSSH_9.2\r\n");
  }

  private static void headers(List<Case> all) {
    get(all, 400, "a NUL in a value", "a: b\0c");
    get(all, 400, "a NUL in a name", "a\0: b");
    for (char control : "\u0001\u0007\b\u000b\f\u001b\u007f\r".toCharArray()) {
      get(all, 400, "control " + (int) control + " in a value", "a: b" + control + "c");
      get(all, 400, "control " + (int) control + " at a value's end", "a: b" + control);
      get(all, 400, "control " + (int) control + " before a value", "a:" + control + "b");
      get(all, 400, "control " + (int) control + " in a name", "a" + control + "b: c");
    }
    get(all, 400, "a space before the colon", "a : b");
    get(all, 400, "a tab before the colon", "a\t: b");
    get(all, 400, "a space in a name", "a b: c");
    get(all, 400, "an empty name", ": b");
    get(all, 400, "a line without a colon", "abc");
    get(all, 400, "a name with an umlaut", "\u00e4: b");
    get(all, 400, "a name in brackets", "(a): b");
    get(all, 400, "a folded header", "a: b", " c");
    get(all, 400, "a header folded by a tab", "a: b", "\tc");
    get(all, 400, "a header folded by an empty line", "a: b", " ");
    get(all, 400, "a folded length", "content-length:", " 3");
    get(all, 400, "a folded coding", "transfer-encoding:", " chunked");
    raw(all, 400, "a folded first header", "GET / HTTP/1.1\r\n host: a\r\n\r\n");
    raw(all, 400, "a tab before the first header", "GET / HTTP/1.1\r\n\thost: a\r\n\r\n");
    raw(all, 400, "a fold after the first header", "GET / HTTP/1.1\r\nhost: a\r\n b\r\n\r\n");
    raw(all, 400, "no host", "GET / HTTP/1.1\r\naccept: a\r\n\r\n");
    raw(all, 400, "two hosts", "GET / HTTP/1.1\r\nhost: a\r\nhost: a\r\n\r\n");
    for (String host :
        List.of(
            "",
            "a b",
            "a/b",
            "a@b",
            "a:b",
            "a:",
            "a:123456",
            "a:80:80",
            "[::1",
            "[]",
            "[g]",
            "a,b c",
            "http://a",
            "a?",
            "a#",
            "\u00e4",
            "[::1]x",
            "a\\b",
            "a<b>",
            "::1")) {
      raw(all, 400, "the host \"" + host + "\"", "GET / HTTP/1.1\r\nhost: " + host + "\r\n\r\n");
    }
    post(all, 417, "another expectation", "content-length: 3", "expect: 200-ok");
  }

  private static void sizes(List<Case> all) {
    get(all, 431, "64 KiB of headers", "a: " + "b".repeat(64 << 10));
    get(all, 431, "many headers", ("a: " + "b".repeat(500) + "\r\n").repeat(130) + "c: d");
    get(all, 431, "10,000 small headers", "a:\r\n".repeat(10_000) + "c: d");
    get(all, 431, "101 headers", "a: b\r\n".repeat(99) + "c: d");
    raw(
        all,
        414,
        "a long request line",
        "GET /" + "a".repeat(9000) + " HTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 414, "a line without an end", "A".repeat(20_000));
    post(all, 413, "a large body", "content-length: " + (MOST + 1));
    post(all, 413, "a huge body", "content-length: " + Long.MAX_VALUE);
    String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(latin1(post("transfer-encoding: chunked")));
    bytes.writeBytes(latin1(chunk.repeat((int) (MOST / 0x8000) + 3)));
    all.add(new Case("a large body in chunks", 413, bytes.toByteArray(), false));
  }

  private static void targets(List<Case> all) {
    for (String target :
        List.of(
            "*",
            "a",
            "a:80",
            "?a",
            "http:///",
            "http://",
            "ftp://a/",
            "http://b/",
            "http://a@a/",
            "http://u:p@a/",
            "http://a:80/",
            "//a/ b",
            "http://a/#b",
            "/#",
            "/a#b",
            "/%",
            "/%1",
            "/%zz",
            "/%4",
            "/a%",
            "/%00",
            "/a%00b",
            "/%ff",
            "/%c0%ae%c0%ae",
            "/\u00e4",
            "/a\u007f",
            "/\"\u0001",
            "http://a/%zz",
            "http://a/\u00ff",
            "http://a/|\\",
            "/%u0041",
            "/%-1",
            "/%+1")) {
      raw(all, 400, "the target " + target, "GET " + target + " HTTP/1.1\r\nhost: a\r\n\r\n");
    }
    raw(all, 501, "CONNECT", "CONNECT a:80 HTTP/1.1\r\nhost: a:80\r\n\r\n");
    raw(all, 501, "an unknown method", "TRACE / HTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 501, "a method in small letters", "get / HTTP/1.1\r\nhost: a\r\n\r\n");
  }

  private static void raw(List<Case> all, int status, String name, String text) {
    all.add(new Case(name, status, latin1(text), false));
  }

  private static void get(List<Case> all, int status, String name, String... headers) {
    raw(
        all,
        status,
        name,
        "GET / HTTP/1.1\r\nhost: a\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
  }

  private static void post(List<Case> all, int status, String name, String... headers) {
    raw(all, status, name, post(headers));
  }

  private static String post(String... headers) {
    return "POST / HTTP/1.1\r\nhost: a\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
  }

  private static void chunked(List<Case> all, String name, String body) {
    raw(all, 400, name, post("transfer-encoding: chunked") + body);
  }

  @ParameterizedTest
  @MethodSource("dots")
  void dot_segments_lead_nowhere(String target) throws Exception {
    try (var client = RawConnection.to(server)) {
      client.send("GET " + target + " HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(client.reply().status()).isEqualTo(404);
      assertThat(handled).hasValue(0);
      client.send(SMUGGLED);
      assertThat(client.reply().status()).as("the connection is kept").isEqualTo(200);
    }
  }

  static Stream<String> dots() {
    return Stream.of(
        "/..",
        "/../a",
        "/a/..",
        "/a/./b",
        "/.",
        "/%2e%2e",
        "/%2E%2e/a",
        "/a/.%2e/b",
        "/%2e/a",
        "http://a/../b");
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void what_is_unusual_but_right_is_answered_and_the_connection_kept(Case it) throws Exception {
    try (var client = RawConnection.to(server)) {
      for (int i = 0; i < 2; i++) {
        if (it.oneByOne()) {
          client.sendOneByOne(it.bytes());
        } else {
          client.send(it.bytes());
        }
        RawConnection.Reply reply = client.reply();
        assertThat(reply.status()).as(reply.text()).isEqualTo(it.status());
      }
    }
  }

  static Stream<Case> accepted() {
    var all = new ArrayList<Case>();
    String head = post("transfer-encoding: chunked");
    raw(all, 200, "an extension", head + "1;a=b\r\nx\r\n0\r\n\r\n");
    raw(all, 200, "an extension without a value", head + "1;a\r\nx\r\n0;b\r\n\r\n");
    raw(all, 200, "an extension in quotes", head + "1;a=\"b;\\\" c\"\r\nx\r\n0\r\n\r\n");
    raw(all, 200, "an extension after spaces", head + "1 ; a = b\r\nx\r\n0\r\n\r\n");
    raw(all, 200, "leading zeros", head + "0001\r\nx\r\n000\r\n\r\n");
    raw(all, 200, "trailers", head + "1\r\nx\r\n0\r\na: b\r\nc: d\r\n\r\n");
    raw(all, 200, "an empty body in chunks", head + "0\r\n\r\n");
    raw(all, 200, "CHUNKED", post("Transfer-Encoding: CHUNKED") + "0\r\n\r\n");
    raw(all, 200, "a length with a zero before", post("content-length: 03") + "abc");
    raw(all, 200, "no body", post("content-length: 0"));
    raw(all, 200, "spaces around a length", post("content-length: \t 3 \t") + "abc");
    raw(all, 200, "an empty line in front", "\r\nGET / HTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 200, "an absolute target", "GET http://a/b?c HTTP/1.1\r\nhost: A\r\n\r\n");
    raw(all, 200, "an absolute target without a path", "GET HTTP://a HTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 200, "an address of IPv6", "GET / HTTP/1.1\r\nhost: [::1]:80\r\n\r\n");
    raw(all, 200, "HTTP/1.0 kept", "GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
    raw(all, 200, "a value of latin-1", "GET / HTTP/1.1\r\nhost: a\r\na: \u00e4\r\n\r\n");
    raw(all, 200, "an empty value", "GET / HTTP/1.1\r\nhost: a\r\na:\r\n\r\n");
    raw(all, 204, "OPTIONS of all", "OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 204, "OPTIONS of a path", "OPTIONS /a HTTP/1.1\r\nhost: a\r\n\r\n");
    raw(all, 405, "a method of others", "DELETE /a HTTP/1.1\r\nhost: a\r\n\r\n");
    raw(
        all,
        405,
        "that with a body",
        "DELETE /a HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabc");
    return all.stream()
        .flatMap(one -> Stream.of(one, new Case(one.name(), one.status(), one.bytes(), true)));
  }

  @Test
  void all_methods_are_named_to_who_asks_for_the_whole_server() throws Exception {
    try (var client = RawConnection.to(server)) {
      client.send("OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(client.reply().header("allow").split(", "))
          .containsExactlyInAnyOrder("GET", "HEAD", "POST", "PUT", "OPTIONS");
    }
  }

  @Test
  void a_large_body_is_refused_before_it_is_sent() throws Exception {
    try (var client = RawConnection.to(server)) {
      client.send(post("content-length: 999999999", "expect: 100-continue"));
      assertThat(client.reply().status()).isEqualTo(413);
      assertThat(client.ends()).isTrue();
    }
    assertThat(handled).hasValue(0);
  }

  @Test
  void the_answer_arrives_although_much_is_unread() throws Exception {
    try (var client = RawConnection.to(server)) {
      client.send(post("content-length: 99999999"));
      client.sendOneByOne(new byte[100]).send(new byte[3 << 20]);
      assertThat(client.reply().status()).isEqualTo(413);
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void an_encoded_slash_parts_no_segments() throws Exception {
    WebApp app =
        routes ->
            routes
                .get("/a/b", _ -> Response.text("two"))
                .get("/{one}", request -> Response.text("one: " + request.parameter("one")));
    try (var plain = WebServer.start(app);
        var client = RawConnection.to(plain)) {
      client.send("GET /a%2Fb HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(client.reply().text()).isEqualTo("one: a/b");
      client.send("GET /a/b HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(client.reply().text()).isEqualTo("two");
    }
  }
}
