// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The least HTTP/1.1 client that measures a server and not itself: one request after the other on a
 * connection that stays open. Used by one thread.
 */
final class Caller implements AutoCloseable {
  private static final int LONGEST_LINE = 8 << 10;

  /**
   * What came back.
   *
   * @param headers by lower-case name
   */
  record Reply(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  private final Socket socket;
  private final InputStream in;

  private Caller(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Connects; an answer that takes longer than the patience is an {@link IOException}. */
  static Caller connect(InetSocketAddress server, Duration patience) throws IOException {
    var socket = new Socket();
    try {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      socket.setSoTimeout((int) patience.toMillis());
      socket.connect(server, (int) patience.toMillis());
      return new Caller(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Asks and waits for the whole answer.
   *
   * @param headers whole lines, each with its end
   */
  Reply ask(String method, String path, String headers, String body) throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String length = content.length == 0 ? "" : "content-length: " + content.length + "\r\n";
    String head =
        method + " " + path + " HTTP/1.1\r\nhost: catalogue\r\n" + headers + length + "\r\n";
    byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
    var whole = new byte[start.length + content.length];
    System.arraycopy(start, 0, whole, 0, start.length);
    System.arraycopy(content, 0, whole, start.length, content.length);
    socket.getOutputStream().write(whole);
    return reply();
  }

  private Reply reply() throws IOException {
    String first = line();
    int status = Integer.parseInt(first.split(" ", 3)[1]);
    var headers = new HashMap<String, String>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(status == 304 ? 0 : length);
    if (status != 304 && body.length < length) {
      throw new EOFException("body: " + body.length + " bytes (expected: " + length + ")");
    }
    return new Reply(status, headers, new String(body, StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() > LONGEST_LINE) {
        throw new EOFException("answer: broken off after \"" + line + "\" (expected: whole)");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
