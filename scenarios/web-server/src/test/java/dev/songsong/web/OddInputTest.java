// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.WireCases.head;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.WireCases.Case;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes at the wire that are rare, but right: they are answered, and the connection kept. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
class OddInputTest {
  @RegisterExtension static final CountingServer SERVER = new CountingServer();

  @ParameterizedTest
  @MethodSource("accepted")
  void what_is_unusual_but_right_is_answered_and_the_connection_kept(Case it) throws Exception {
    try (var client = SERVER.connect()) {
      for (int i = 0; i < 2; i++) {
        it.sendTo(client);
        RawConnection.Reply reply = client.reply();
        assertThat(reply.status()).as(reply.text()).isEqualTo(it.status());
      }
    }
  }

  static Stream<Case> accepted() {
    var all = new WireCases();
    String head = head("POST /", "transfer-encoding: chunked");
    all.raw(200, "an extension", head + "1;a=b\r\nx\r\n0\r\n\r\n");
    all.raw(200, "an extension without a value", head + "1;a\r\nx\r\n0;b\r\n\r\n");
    all.raw(200, "an extension in quotes", head + "1;a=\"b;\\\" c\"\r\nx\r\n0\r\n\r\n");
    all.raw(200, "an extension after spaces", head + "1 ; a = b\r\nx\r\n0\r\n\r\n");
    all.raw(200, "leading zeros", head + "0001\r\nx\r\n000\r\n\r\n");
    all.raw(200, "trailers", head + "1\r\nx\r\n0\r\na: b\r\nc: d\r\n\r\n");
    all.raw(200, "an empty body in chunks", head + "0\r\n\r\n");
    all.raw(200, "CHUNKED", head("POST /", "Transfer-Encoding: CHUNKED") + "0\r\n\r\n");
    all.raw(200, "a length with a zero before", head("POST /", "content-length: 03") + "abc");
    all.raw(200, "no body", head("POST /", "content-length: 0"));
    all.raw(200, "spaces around a length", head("POST /", "content-length: \t 3 \t") + "abc");
    all.raw(200, "an empty line in front", "\r\nGET / HTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(200, "an absolute target", "GET http://a/b?c HTTP/1.1\r\nhost: A\r\n\r\n");
    all.raw(200, "an absolute target without a path", "GET HTTP://a HTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(200, "an address of IPv6", "GET / HTTP/1.1\r\nhost: [::1]:80\r\n\r\n");
    all.raw(200, "HTTP/1.0 kept", "GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
    all.raw(200, "a value of latin-1", "GET / HTTP/1.1\r\nhost: a\r\na: \u00e4\r\n\r\n");
    all.raw(200, "an empty value", "GET / HTTP/1.1\r\nhost: a\r\na:\r\n\r\n");
    all.raw(204, "OPTIONS of all", "OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(204, "OPTIONS of a path", "OPTIONS /a HTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(405, "a method of others", "DELETE /a HTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(
        405, "that with a body", "DELETE /a HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabc");
    return all.bothWays();
  }

  @Test
  void all_methods_are_named_to_who_asks_for_the_whole_server() throws Exception {
    try (var client = SERVER.connect()) {
      client.send("OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(client.reply().header("allow").split(", "))
          .containsExactlyInAnyOrder("GET", "HEAD", "POST", "PUT", "OPTIONS");
    }
  }
}
