// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.FrameClient.DATA;
import static dev.songsong.web.FrameClient.END_HEADERS;
import static dev.songsong.web.FrameClient.END_STREAM;
import static dev.songsong.web.FrameClient.HEADERS;
import static dev.songsong.web.FrameClient.frame;
import static dev.songsong.web.FrameClient.get;
import static dev.songsong.web.FrameClient.post;
import static dev.songsong.web.Http2Handlers.OPTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests and answers at the wire, frame by frame. */
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class Http2Test {
  private final Http2Handlers app = new Http2Handlers();

  @Test
  void the_preface_may_come_byte_by_byte() throws Exception {
    try (var server = app.start(OPTIONS);
        var client = new FrameClient(server)) {
      for (byte one : FrameClient.PREFACE) {
        client.send(new byte[] {one});
      }
      client.send(frame(FrameClient.SETTINGS, 0, 0), get(1, "/"));
      assertThat(client.status(1)).isEqualTo("200");
    }
  }

  @Test
  void frames_may_come_byte_by_byte() throws Exception {
    try (var server = app.start(OPTIONS);
        var client = new FrameClient(server).start()) {
      for (byte[] frame :
          List.of(post(1, "/echo"), frame(DATA, END_STREAM, 1, new byte[20]), get(3, "/"))) {
        for (byte one : frame) {
          client.send(new byte[] {one});
        }
      }
      assertThat(client.status(1)).isEqualTo("200");
      assertThat(client.status(3)).isEqualTo("200");
    }
  }

  @Test
  void what_only_begins_like_the_preface_is_http_1() throws Exception {
    try (var server = app.start(OPTIONS);
        var client = new FrameClient(server)) {
      client.send("P".getBytes(StandardCharsets.US_ASCII));
      client.send(
          "OST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"
              .getBytes(StandardCharsets.US_ASCII));
      byte[] answer = client.socket().getInputStream().readNBytes(15);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void names_are_lower_case_and_none_are_of_the_connection() throws Exception {
    try (var server = app.start(OPTIONS);
        var client = new FrameClient(server).start()) {
      client.send(get(1, "/"));
      var names = new TreeSet<String>();
      client.headers(1).names().forEach(name -> names.add(name.toString()));
      assertThat(names)
          .containsExactly(":status", "content-length", "content-type", "date", "x-upper");
    }
  }

  @Test
  void a_body_with_trailers_is_read() throws Exception {
    try (var server = app.start(OPTIONS);
        var client = new FrameClient(server).start()) {
      var trailers = new ByteArrayOutputStream();
      FrameClient.literals(trailers, List.of("checksum", "5"));
      client.send(
          post(1, "/echo"),
          frame(DATA, 0, 1, "hello".getBytes(StandardCharsets.US_ASCII)),
          frame(HEADERS, END_STREAM | END_HEADERS, 1, trailers.toByteArray()));
      assertThat(client.status(1)).isEqualTo("200");
      assertThat(client.await(DATA, 1).payload()).asString().isEqualTo("hello");
    }
  }

  @Test
  void a_client_that_asks_is_told_to_go_on() throws Exception {
    try (var server = app.start(OPTIONS);
        var client = new FrameClient(server).start()) {
      client.send(post(1, "/read", "expect", "100-continue", "content-length", "3"));
      assertThat(client.status(1)).isEqualTo("100");
      client.send(frame(DATA, END_STREAM, 1, new byte[3]));
      assertThat(client.status(1)).isEqualTo("200");
    }
  }
}
