// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import dev.songsong.benchmarks.Lines;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Looks at a server's answer before anything is timed, by a client that nobody here wrote. */
final class AnswerCheck {
  private AnswerCheck() {}

  /** Prints what came, of two requests, so that a connection is used again. */
  static void print(int port, String path) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
      client.send(request, HttpResponse.BodyHandlers.discarding());
      HttpResponse<String> answer =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      Lines.answer("status", answer.statusCode());
      Lines.answer("body", crc(answer.body()));
      Lines.answer("type", crc(answer.headers().firstValue("content-type").orElse("none")));
      Lines.answer("date", answer.headers().allValues("date").size());
    }
  }

  static long crc(String text) {
    var crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }
}
