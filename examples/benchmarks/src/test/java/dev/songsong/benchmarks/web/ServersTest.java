// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
@ExtendWith(LeakCheck.class)
class ServersTest {

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"NETTY", "VERTX", "HELIDON", "JETTY", "JDK", "THREADS"})
  void server_in_java_gives_the_answer(Server server) throws Exception {
    try (Serving serving = Serving.start(server, Cores.SHARED)) {
      assertAnswer(serving, Hello.PATH);
    }
  }

  @Test
  void ours_gives_it_from_the_loop_too() throws Exception {
    try (Serving serving = Serving.start(Server.THREADS, Cores.SHARED)) {
      assertAnswer(serving, SongsongServer.ON_LOOP);
    }
  }

  @Test
  @RequiresTool("nginx")
  void nginx_gives_the_same() throws Exception {
    try (Serving serving = Serving.start(Server.NGINX, Cores.SHARED)) {
      assertAnswer(serving, Hello.PATH);
    }
  }

  @Test
  @RequiresTool("wrk")
  void wrk_measures_either_kind_of_connection() throws Exception {
    try (Serving serving = Serving.start(Server.THREADS, Cores.SHARED)) {
      assertThat(Wrk.kept(serving.port(), Hello.PATH, 1).requests()).isPositive();
      assertThat(Wrk.ofTen(serving.port(), Hello.PATH, 1).requests()).isPositive();
    }
  }

  private static void assertAnswer(Serving serving, String path) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var uri = URI.create("http://127.0.0.1:" + serving.port() + path);
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(Hello.TEXT);
      assertThat(answer.headers().firstValue("content-type")).hasValue(Hello.TYPE);
      assertThat(answer.headers().firstValue("date")).isPresent();
    }
  }
}
