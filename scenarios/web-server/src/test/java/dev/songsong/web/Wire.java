// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A client that nobody here wrote, and raw bytes where that one is too polite. */
final class Wire {
  private Wire() {}

  static HttpResponse<String> get(InetSocketAddress server, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getPort() + path))
              .timeout(Duration.ofSeconds(20))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  /**
   * Sends bytes, and reads to the end at the same time, for many requests and answers at once would
   * wait for each other; the last request must ask for the end.
   */
  static String raw(InetSocketAddress server, String bytes)
      throws IOException, InterruptedException {
    try (Socket socket = open(server, "")) {
      Thread writer = Thread.ofVirtual().start(() -> write(socket, bytes));
      byte[] all = socket.getInputStream().readAllBytes();
      writer.join();
      return new String(all, StandardCharsets.ISO_8859_1);
    }
  }

  /** Sends bytes, and leaves the rest to the caller. */
  static Socket open(InetSocketAddress server, String bytes) throws IOException {
    var socket = new Socket(server.getAddress(), server.getPort());
    socket.setSoTimeout(20_000);
    write(socket, bytes);
    return socket;
  }

  /** Leaves without a good-bye: one who only says that there is no more to come may still wait. */
  static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private static void write(Socket socket, String bytes) {
    try {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // The server has said its last word already; what it said is what counts.
    }
  }
}
