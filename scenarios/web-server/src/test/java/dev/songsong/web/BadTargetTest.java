// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.CountingServer.SMUGGLED;
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

/** Targets and methods at the wire that name nothing here. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
class BadTargetTest {
  @RegisterExtension static final CountingServer SERVER = new CountingServer();

  @ParameterizedTest
  @MethodSource("refused")
  void refused_the_connection_closed_and_no_handler_called(Case it) throws Exception {
    SERVER.refuses(it);
  }

  static Stream<Case> refused() {
    var all = new WireCases();
    targets(all);
    return all.bothWays();
  }

  private static void targets(WireCases all) {
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
      all.raw(400, "the target " + target, "GET " + target + " HTTP/1.1\r\nhost: a\r\n\r\n");
    }
    all.raw(501, "CONNECT", "CONNECT a:80 HTTP/1.1\r\nhost: a:80\r\n\r\n");
    all.raw(501, "an unknown method", "TRACE / HTTP/1.1\r\nhost: a\r\n\r\n");
    all.raw(501, "a method in small letters", "get / HTTP/1.1\r\nhost: a\r\n\r\n");
  }

  @ParameterizedTest
  @MethodSource("dots")
  void dot_segments_lead_nowhere(String target) throws Exception {
    int before = SERVER.handled();
    try (var client = SERVER.connect()) {
      client.send("GET " + target + " HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(client.reply().status()).isEqualTo(404);
      assertThat(SERVER.handled()).isEqualTo(before);
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
