// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.FrameClient.DATA;
import static dev.songsong.web.FrameClient.RST_STREAM;
import static dev.songsong.web.FrameClient.frame;
import static dev.songsong.web.FrameClient.get;
import static dev.songsong.web.FrameClient.number;
import static dev.songsong.web.FrameClient.post;
import static dev.songsong.web.Http2Handlers.OPTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients of HTTP/2 that reset a stream or leave: its handler is told. */
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class Http2GoneTest {
  private final Http2Handlers app = new Http2Handlers();

  @Test
  void a_client_that_resets_fails_the_handler_that_reads() throws Exception {
    try (var server = app.start(OPTIONS);
        var client = new FrameClient(server).start()) {
      client.send(post(1, "/read"), frame(DATA, 0, 1, new byte[10]));
      app.awaitReading();
      client.send(frame(RST_STREAM, 0, 1, number(8)), get(3, "/"));
      assertThat(client.status(3)).isEqualTo("200");
      assertThat(app.seen()).startsWith("reading: client: gone");
    }
  }

  @Test
  void a_client_that_resets_fails_the_handler_that_writes() throws Exception {
    try (var server = app.start(OPTIONS);
        var client = new FrameClient(server).start()) {
      client.send(get(1, "/endless"));
      assertThat(client.status(1)).isEqualTo("200");
      client.send(frame(RST_STREAM, 0, 1, number(8)), get(3, "/"));
      assertThat(client.status(3)).isEqualTo("200");
      assertThat(app.seen()).startsWith("writing: client: gone");
    }
  }

  @Test
  void a_client_that_leaves_fails_the_handler_that_reads() throws Exception {
    try (var server = app.start(OPTIONS)) {
      try (var client = new FrameClient(server).start()) {
        client.send(post(1, "/read"), frame(DATA, 0, 1, new byte[10]));
        app.awaitReading();
      }
      assertThat(app.seen()).startsWith("reading: client: gone");
    }
  }

  @Test
  void a_client_that_leaves_fails_the_handler_that_writes() throws Exception {
    try (var server = app.start(OPTIONS)) {
      try (var client = new FrameClient(server).start()) {
        client.send(get(1, "/endless"));
        client.await(DATA, 1);
      }
      assertThat(app.seen()).startsWith("writing: client: gone");
    }
  }

  @Test
  void all_is_let_go_when_the_client_is_gone() throws Exception {
    try (var server = app.start(OPTIONS)) {
      var client = new FrameClient(server).start();
      client.send(post(1, "/late"), frame(DATA, 0, 1, new byte[10_000]), get(3, "/wait"));
      client.send(get(5, "/"));
      assertThat(client.status(5)).isEqualTo("200");
      client.socket().close();
      app.go.countDown();
      try (var other = new FrameClient(server).start()) {
        Await.until("an answer", Duration.ofSeconds(5), () -> "200".equals(answer(other)));
      }
    }
  }

  private int next = 1;

  private String answer(FrameClient client) throws Exception {
    client.send(get(next, "/"));
    String status = client.status(next);
    next += 2;
    return status;
  }
}
