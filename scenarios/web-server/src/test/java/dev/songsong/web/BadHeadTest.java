// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.WireCases.Case;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes at the wire that are no proper head: lines, headers, and too much of them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
class BadHeadTest {
  @RegisterExtension static final CountingServer SERVER = new CountingServer();

  @ParameterizedTest
  @MethodSource("refused")
  void refused_the_connection_closed_and_no_handler_called(Case it) throws Exception {
    SERVER.refuses(it);
  }

  static Stream<Case> refused() {
    var all = new WireCases();
    lines(all);
    headers(all);
    sizes(all);
    return all.bothWays();
  }

  private static void lines(WireCases all) {
    all.raw(400, "a bare LF after the request line", "GET / HTTP/1.1\nhost: a\r\n\r\n");
    all.raw(400, "a bare LF after a header", "GET / HTTP/1.1\r\nhost: a\n\r\n");
    all.raw(400, "a bare LF at the end", "GET / HTTP/1.1\r\nhost: a\r\n\n");
    all.raw(400, "only bare LF", "GET / HTTP/1.1\nhost: a\n\n");
    all.raw(400, "a bare CR in the request line", "GET /\rHTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(400, "a bare CR after the method", "GET\r/ HTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(400, "a bare CR in front", "\rGET / HTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(400, "a bare LF in front", "\nGET / HTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(400, "two empty lines in front", "\r\n\r\nGET / HTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(400, "a space in front", " GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(400, "two spaces", "GET  / HTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(400, "two spaces later", "GET /  HTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(400, "a tab", "GET\t/ HTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(400, "a form feed", "GET /\fHTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(400, "a space at the end", "GET / HTTP/1.1 \r\nhost: a\r\n\r\n");
    all.raw(400, "a space in the target", "GET /a b HTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(400, "no target", "GET HTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(400, "a method with a bracket", "G(T / HTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(400, "a method with a NUL", "GET\0 / HTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(400, "HTTP/0.9", "GET /\r\n\r\n");
    all.raw(505, "HTTP/2.0", "GET / HTTP/2.0\r\nhost: a\r\n\r\n");
    all.raw(505, "HTTP/1.2", "GET / HTTP/1.2\r\nhost: a\r\n\r\n");
    all.raw(505, "HTTP/0.9 in words", "GET / HTTP/0.9\r\nhost: a\r\n\r\n");
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
      all.raw(400, "the version " + version, "GET / " + version + "\r\nhost: a\r\n\r\n");
    }
    all.raw(400, "garbage", "\u0001\u0002\u00ff\u00fe random \r\n\r\n");
    all.raw(400, "a hello of TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003");
    all.raw(400, "a hello of SSH", "SSH-2.0-OpenSSH_9.2\r\n");
  }

  private static void headers(WireCases all) {
    all.get(400, "a NUL in a value", "a: b\0c");
    all.get(400, "a NUL in a name", "a\0: b");
    for (char control : "\u0001\u0007\b\u000b\f\u001b\u007f\r".toCharArray()) {
      all.get(400, "control " + (int) control + " in a value", "a: b" + control + "c");
      all.get(400, "control " + (int) control + " at a value's end", "a: b" + control);
      all.get(400, "control " + (int) control + " before a value", "a:" + control + "b");
      all.get(400, "control " + (int) control + " in a name", "a" + control + "b: c");
    }
    all.get(400, "a space before the colon", "a : b");
    all.get(400, "a tab before the colon", "a\t: b");
    all.get(400, "a space in a name", "a b: c");
    all.get(400, "an empty name", ": b");
    all.get(400, "a line without a colon", "abc");
    all.get(400, "a name with an umlaut", "\u00e4: b");
    all.get(400, "a name in brackets", "(a): b");
    all.get(400, "a folded header", "a: b", " c");
    all.get(400, "a header folded by a tab", "a: b", "\tc");
    all.get(400, "a header folded by an empty line", "a: b", " ");
    all.get(400, "a folded length", "content-length:", " 3");
    all.get(400, "a folded coding", "transfer-encoding:", " chunked");
    all.raw(400, "a folded first header", "GET / HTTP/1.1\r\n host: a\r\n\r\n");
    all.raw(400, "a tab before the first header", "GET / HTTP/1.1\r\n\thost: a\r\n\r\n");
    all.raw(400, "a fold after the first header", "GET / HTTP/1.1\r\nhost: a\r\n b\r\n\r\n");
    all.raw(400, "no host", "GET / HTTP/1.1\r\naccept: a\r\n\r\n");
    all.raw(400, "two hosts", "GET / HTTP/1.1\r\nhost: a\r\nhost: a\r\n\r\n");
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
      all.raw(400, "the host \"" + host + "\"", "GET / HTTP/1.1\r\nhost: " + host + "\r\n\r\n");
    }
    all.post(417, "another expectation", "content-length: 3", "expect: 200-ok");
  }

  private static void sizes(WireCases all) {
    all.get(431, "64 KiB of headers", "a: " + "b".repeat(64 << 10));
    all.get(431, "many headers", ("a: " + "b".repeat(500) + "\r\n").repeat(130) + "c: d");
    all.get(431, "10,000 small headers", "a:\r\n".repeat(10_000) + "c: d");
    all.get(431, "101 headers", "a: b\r\n".repeat(99) + "c: d");
    all.raw(
        414, "a long request line", "GET /" + "a".repeat(9000) + " HTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(414, "a line without an end", "A".repeat(20_000));
  }
}
