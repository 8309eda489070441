// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a client that reads nothing makes a socket hold. */
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class UnsentTest {
  private static final long MUCH = 1 << 20; // the socket's, the pipe's and the channel's together

  @Test
  void client_that_reads_nothing_is_sent_little() throws Exception {
    var taken = new CompletableFuture<Long>();
    WebApp app =
        routes ->
            routes.get(
                "/endless",
                _ ->
                    Response.stream(
                        "a/b",
                        out -> {
                          long written = 0;
                          var piece = new byte[16 << 10];
                          try {
                            while (true) {
                              out.write(piece);
                              written += piece.length;
                            }
                          } catch (IOException ended) {
                            taken.complete(written);
                            throw ended;
                          }
                        }));
    var options =
        WebOptions.DEFAULT
            .withThreads(1)
            .withTimeouts(Timeouts.DEFAULT.withWrite(ImpatientServer.SHORT));
    try (var server = WebServer.start(app, options);
        var client = RawConnection.to(server.address(), ImpatientServer.SMALL_BUFFER)) {
      client.send("GET /endless HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(taken.get(30, TimeUnit.SECONDS)).isBetween(1L, MUCH);
    }
  }
}
