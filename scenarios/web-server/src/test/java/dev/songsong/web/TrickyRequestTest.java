// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.ContentWire.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are well formed, and mean something else to one reader than to another. */
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class TrickyRequestTest {
  private static WebServer server;

  record Wish(int count, boolean urgent, String name) {}

  @BeforeAll
  static void start() throws Exception {
    server =
        WebServer.start(
            routes ->
                routes
                    .get("/query", request -> Response.text("" + request.queries("a")))
                    .post("/length", request -> Response.text("" + request.body().bytes().length))
                    .post("/wish", request -> Response.json(request.body().json(Wish.class))),
            WebOptions.DEFAULT.withThreads(1));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void a_semicolon_parts_no_parameters() throws Exception {
    assertThat(ContentWire.get(server, "/query?a=1;a=2&b=3;a=4").text()).isEqualTo("[1;a=2]");
  }

  /** So many, one after the other. */
  private static byte[] gzip(String text, int times) throws IOException {
    var one = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(one)) {
      gzip.write(text.getBytes(UTF_8));
    }
    var all = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      one.writeTo(all);
    }
    return all.toByteArray();
  }

  @Test
  void a_body_of_very_many_empty_gzips_is_refused_before_the_stack_ends() throws Exception {
    Answer many = length(gzip("", 100_000));

    assertThat(many.status()).isEqualTo(400);
    assertThat(many.text()).contains("body: nothing again and again (expected: gzip");
    assertThat(length(gzip("", 50)).text()).isEqualTo("0");
    assertThat(length(gzip("x", 10_000)).text()).isEqualTo("10000");
  }

  private static Answer length(byte[] body) throws IOException {
    return ContentWire.ask(server, "POST", "/length", body, "content-encoding: gzip");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'count':1.9} | body at /count: 1.9 (expected: a whole number)",
        "{'count':'5'} | body at /count: text (expected: a whole number)",
        "{'count':true} | body at /count: true or false (expected: a whole number)",
        "{'urgent':1} | body at /urgent: 1 (expected: true or false)",
        "{'urgent':'true'} | body at /urgent: text (expected: true or false)",
        "{'name':5} | body at /name: 5 (expected: text)",
      },
      quoteCharacter = '^')
  void json_that_would_have_to_be_bent_to_fit_is_422(String body, String detail) throws Exception {
    Answer answer =
        ContentWire.ask(
            server,
            "POST",
            "/wish",
            body.replace('\'', '"').getBytes(UTF_8),
            "content-type: application/json");

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.text()).contains(detail);
  }
}
