// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One client connection, byte by byte: asks, and reads exactly the answer. Retries nothing. */
final class Dialogue implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  /** An answer; header names in lower case. */
  record Reply(int status, Map<String, String> headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    boolean last() {
      return "close".equals(headers.get("connection"));
    }
  }

  private final Socket socket = new Socket();
  private final InputStream in;

  Dialogue(InetSocketAddress address) throws IOException {
    try {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      socket.connect(address, PATIENCE_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** One answer on a connection of its own. */
  static Reply once(InetSocketAddress address, String path) throws IOException {
    try (var dialogue = new Dialogue(address)) {
      return dialogue.get(path);
    }
  }

  Reply get(String path) throws IOException {
    say("GET " + path + " HTTP/1.1\r\nhost: test\r\n\r\n");
    return hear(false);
  }

  /** Sends text as it is. */
  void say(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads one answer. */
  Reply hear(boolean toHead) throws IOException {
    String statusLine = line();
    if (!statusLine.startsWith("HTTP/1.1 ")) {
      throw new IOException("status line: " + statusLine + " (expected: HTTP/1.1)");
    }
    int status = Integer.parseInt(statusLine.substring(9, 12));
    var headers = new HashMap<String, String>();
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    return new Reply(status, headers, toHead ? new byte[0] : body(headers));
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if ("chunked".equals(headers.get("transfer-encoding"))) {
      var all = new ByteArrayOutputStream();
      for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
        all.write(exactly(size));
        line();
      }
      line();
      return all.toByteArray();
    }
    return exactly(Integer.parseInt(headers.getOrDefault("content-length", "0")));
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("body: " + bytes.length + " bytes (expected: " + length + ")");
    }
    return bytes;
  }

  private String line() throws IOException {
    var text = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next == -1) {
        throw new EOFException("closed after \"" + text + "\" (expected: a line)");
      }
      if (next != '\r') {
        text.append((char) next);
      }
    }
    return text.toString();
  }

  /** Whether the server has closed; waits for it, or for a byte that it sends. */
  boolean closedByServer() throws IOException {
    return in.read() == -1;
  }

  /** No more comes from this side. */
  void finish() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
