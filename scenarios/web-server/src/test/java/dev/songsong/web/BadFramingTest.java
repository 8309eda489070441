// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.CountingServer.MOST;
import static dev.songsong.web.WireCases.head;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.WireCases.Case;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes at the wire of which nobody could say where a body ends, and bodies too large. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
class BadFramingTest {
  @RegisterExtension static final CountingServer SERVER = new CountingServer();

  @ParameterizedTest
  @MethodSource("refused")
  void refused_the_connection_closed_and_no_handler_called(Case it) throws Exception {
    SERVER.refuses(it);
  }

  static Stream<Case> refused() {
    var all = new WireCases();
    framing(all);
    chunks(all);
    sizes(all);
    return all.bothWays();
  }

  private static void framing(WireCases all) {
    all.post(400, "CL before TE", "content-length: 3", "transfer-encoding: chunked");
    all.post(400, "TE before CL", "transfer-encoding: chunked", "content-length: 3");
    all.post(400, "two equal lengths", "content-length: 3", "content-length: 3");
    all.post(400, "two different lengths", "content-length: 3", "content-length: 40");
    all.post(400, "two equal lengths in one", "content-length: 3, 3");
    all.post(400, "two different lengths in one", "content-length: 3, 40");
    for (String length :
        List.of("+3", "-3", "3 3", "3;", "0x3", "3a", "", "99999999999999999999", "٣", "3.0")) {
      all.post(400, "the length \"" + length + "\"", "content-length: " + length);
    }
    all.post(400, "chunked not last", "transfer-encoding: chunked, identity");
    all.post(501, "another coding first", "transfer-encoding: gzip, chunked");
    all.post(400, "an unknown coding", "transfer-encoding: xchunked");
    all.post(400, "identity", "transfer-encoding: identity");
    all.post(400, "an empty coding", "transfer-encoding:");
    all.post(400, "chunked twice", "transfer-encoding: chunked, chunked");
    all.post(400, "two codings", "transfer-encoding: chunked", "transfer-encoding: chunked");
    all.post(400, "a hidden coding", "transfer-encoding: gzip", "transfer-encoding: chunked");
    all.post(501, "a coding with a sign", "transfer-encoding: ,chunked");
    all.post(400, "a coding in quotes", "transfer-encoding: \"chunked\"");
    all.post(400, "a coding after a tab and VT", "transfer-encoding: \u000bchunked");
    all.raw(400, "TE in HTTP/1.0", "POST / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n");
    all.raw(
        400,
        "two lengths in HTTP/1.0",
        "POST / HTTP/1.0\r\ncontent-length: 3\r\ncontent-length: 40\r\n\r\n");
    all.get(400, "a body by an old WebSocket", "sec-websocket-key1: a", "Sec-WebSocket-Key2: b");
  }

  private static void chunks(WireCases all) {
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
      all.chunked("the size \"" + size + "\"", size + "\r\nx\r\n0\r\n\r\n");
    }
    all.chunked("a bare LF after the size", "1\nx\r\n0\r\n\r\n");
    all.chunked("a bare CR in the size", "1\r;a\r\nx\r\n0\r\n\r\n");
    all.chunked("a bare LF in an extension", "1;a\nb\r\nx\r\n0\r\n\r\n");
    all.chunked("a bare LF after an extension", "1;a=b\nx\r\n0\r\n\r\n");
    all.chunked("a NUL in an extension", "1;a=\u0000\r\nx\r\n0\r\n\r\n");
    all.chunked("a CR in an extension", "1;a\rb\r\nx\r\n0\r\n\r\n");
    all.chunked("an open quote in an extension", "1;a=\"b\r\nx\r\n0\r\n\r\n");
    all.chunked("a long extension", "1;" + "a".repeat(9000) + "\r\nx\r\n0\r\n\r\n");
    all.chunked("no CR LF after a chunk", "1\r\nxy\r\n0\r\n\r\n");
    all.chunked("a bare LF after a chunk", "1\r\nx\n0\r\n\r\n");
    all.chunked("a trailer without a colon", "0\r\nabc\r\n\r\n");
    all.chunked("a trailer with a space in its name", "0\r\na b: c\r\n\r\n");
    all.chunked("a trailer with a NUL", "0\r\na: \u0000\r\n\r\n");
    all.chunked("a trailer after a bare LF", "0\r\na: b\n\r\n");
    all.chunked("a bare LF at the end", "0\r\n\n");
    all.chunked("large trailers", "0\r\n" + "a: bcdef\r\n".repeat(2500) + "\r\n");
  }

  private static void sizes(WireCases all) {
    all.post(413, "a large body", "content-length: " + (MOST + 1));
    all.post(413, "a huge body", "content-length: " + Long.MAX_VALUE);
    String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
    all.raw(
        413,
        "a large body in chunks",
        head("POST /", "transfer-encoding: chunked") + chunk.repeat((int) (MOST / 0x8000) + 3));
  }

  @Test
  void a_large_body_is_refused_before_it_is_sent() throws Exception {
    int before = SERVER.handled();
    try (var client = SERVER.connect()) {
      client.send(head("POST /", "content-length: 999999999", "expect: 100-continue"));
      assertThat(client.reply().status()).isEqualTo(413);
      assertThat(client.ends()).isTrue();
    }
    assertThat(SERVER.handled()).isEqualTo(before);
  }

  @Test
  void the_answer_arrives_although_much_is_unread() throws Exception {
    try (var client = SERVER.connect()) {
      client.send(head("POST /", "content-length: 99999999"));
      client.sendOneByOne(new byte[100]).send(new byte[3 << 20]);
      assertThat(client.reply().status()).isEqualTo(413);
      assertThat(client.ends()).isTrue();
    }
  }
}
