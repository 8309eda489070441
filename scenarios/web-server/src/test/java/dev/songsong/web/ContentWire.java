// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client of HTTP/1.1 that shows the bytes as they come. */
final class ContentWire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  /** An answer, as it came; its body without its chunks. */
  record Answer(int status, Map<String, List<String>> headers, byte[] body) {
    String header(String name) {
      return String.join(", ", headers.getOrDefault(name, List.of()));
    }

    boolean has(String name) {
      return headers.containsKey(name);
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  ContentWire(WebServer server) throws IOException {
    this(server, 0);
  }

  ContentWire(WebServer server, int receiveBuffer) throws IOException {
    socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(server.address());
    in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
  }

  /** One request on a connection of its own. */
  static Answer ask(WebServer server, String method, String target, String... headers)
      throws IOException {
    return ask(server, method, target, new byte[0], headers);
  }

  static Answer get(WebServer server, String target, String... headers) throws IOException {
    return ask(server, "GET", target, headers);
  }

  static Answer ask(WebServer server, String method, String target, byte[] body, String... headers)
      throws IOException {
    try (var wire = new ContentWire(server)) {
      wire.send(method, target, body, headers);
      return wire.answer(method.equals("HEAD"));
    }
  }

  void send(String method, String target, byte[] body, String... headers) throws IOException {
    var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nhost: test\r\n");
    Arrays.stream(headers).forEach(header -> head.append(header).append("\r\n"));
    if (body.length > 0) {
      head.append("content-length: ").append(body.length).append("\r\n");
    }
    send(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    if (body.length > 0) {
      send(body);
    }
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  Socket socket() {
    return socket;
  }

  InputStream in() {
    return in;
  }

  Answer answer(boolean head) throws IOException {
    Answer start = head();
    int status = start.status();
    if (head || status == 204 || status == 304) {
      return start;
    }
    byte[] body;
    if (start.header("transfer-encoding").equals("chunked")) {
      body = chunks();
    } else if (start.has("content-length")) {
      body = exactly(Long.parseLong(start.header("content-length")));
    } else {
      body = in.readAllBytes();
    }
    return new Answer(status, start.headers(), body);
  }

  Answer head() throws IOException {
    String first = line();
    var headers = new TreeMap<String, List<String>>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return new Answer(Integer.parseInt(first.split(" ")[1]), headers, new byte[0]);
  }

  /** The next chunk; empty at the end. */
  byte[] chunk() throws IOException {
    byte[] chunk = exactly(Integer.parseInt(line(), 16));
    line();
    return chunk;
  }

  private byte[] chunks() throws IOException {
    var all = new ByteArrayOutputStream();
    byte[] chunk = chunk();
    while (chunk.length > 0) {
      all.write(chunk);
      chunk = chunk();
    }
    return all.toByteArray();
  }

  byte[] exactly(long length) throws IOException {
    byte[] bytes = in.readNBytes(Math.toIntExact(length));
    if (bytes.length < length) {
      throw new EOFException(bytes.length + " bytes (expected: " + length + ")");
    }
    return bytes;
  }

  String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("after: " + line);
      }
      line.append((char) c);
    }
    return line.substring(0, line.length() - 1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
