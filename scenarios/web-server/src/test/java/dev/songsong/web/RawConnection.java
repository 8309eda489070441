// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends any bytes, and takes answers apart without a library's mercy. */
final class RawConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  /** An answer; chunks are put together. */
  record Reply(int status, Map<String, String> headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private RawConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  static RawConnection to(WebServer server) throws IOException {
    return to(server.address(), 0);
  }

  /** With a receive buffer of this size; 0 for the system's. */
  static RawConnection to(InetSocketAddress address, int receive) throws IOException {
    var socket = new Socket();
    if (receive > 0) {
      socket.setReceiveBufferSize(receive);
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(address, PATIENCE_MILLIS);
    return new RawConnection(socket);
  }

  Socket socket() {
    return socket;
  }

  static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  RawConnection send(String text) throws IOException {
    return send(latin1(text));
  }

  RawConnection send(byte[] bytes) throws IOException {
    out.write(bytes);
    return this;
  }

  /** From another thread; ends quietly when the server takes no more. */
  void sendAll(byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException theServerHasHeardEnough) {
      // What it said is there to be read.
    }
  }

  /** A write for each byte, for as long as the server takes them. */
  RawConnection sendOneByOne(byte[] bytes) {
    try {
      for (byte one : bytes) {
        out.write(one);
      }
    } catch (IOException theServerHasHeardEnough) {
      // What it said is there to be read.
    }
    return this;
  }

  /** Says that nothing more will be sent. */
  RawConnection endInput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  Reply reply() throws IOException {
    return reply(true);
  }

  /** The answer to HEAD. */
  Reply headReply() throws IOException {
    return reply(false);
  }

  private Reply reply(boolean hasBody) throws IOException {
    String statusLine = line();
    if (!statusLine.matches("HTTP/1\\.1 [1-5][0-9][0-9] .*")) {
      throw new AssertionError("status line: " + statusLine);
    }
    int status = Integer.parseInt(statusLine.substring(9, 12));
    var headers = new TreeMap<String, String>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(": ");
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      if (headers.put(name, line.substring(colon + 2)) != null) {
        throw new AssertionError("header " + name + ": twice");
      }
    }
    boolean none = !hasBody || status < 200 || status == 204 || status == 304;
    return new Reply(status, headers, none ? new byte[0] : body(headers));
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    boolean chunked = headers.containsKey("transfer-encoding");
    if (chunked == headers.containsKey("content-length")) {
      if (chunked || !"close".equals(headers.get("connection"))) {
        throw new AssertionError("framing: " + headers);
      }
      return in.readAllBytes();
    }
    if (!chunked) {
      return exactly(Integer.parseInt(headers.get("content-length")));
    }
    var all = new ByteArrayOutputStream();
    for (int size = size(); size > 0; size = size()) {
      all.write(exactly(size));
      expectEmptyLine();
    }
    expectEmptyLine();
    return all.toByteArray();
  }

  private int size() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("body: " + bytes.length + " bytes (expected: " + length + ")");
    }
    return bytes;
  }

  private void expectEmptyLine() throws IOException {
    String line = line();
    if (!line.isEmpty()) {
      throw new AssertionError("line: " + line + " (expected: empty)");
    }
  }

  /** A line without its end. */
  String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("connection: closed after \"" + line + "\"");
      }
      line.write(c);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    if (!text.endsWith("\r")) {
      throw new AssertionError("line: " + text + " (expected: ends with CR LF)");
    }
    return text.substring(0, text.length() - 1);
  }

  /** One byte, or -1 at the end. */
  int read() throws IOException {
    return in.read();
  }

  /** Reads so many bytes, or those until the end, and says how many there were. */
  int skip(int length) throws IOException {
    return in.readNBytes(length).length;
  }

  /** Whether the server closes its side now, having said no more. */
  boolean ends() throws IOException {
    try {
      int more = in.read();
      if (more >= 0) {
        throw new AssertionError("more: " + (char) more + new String(in.readNBytes(200)));
      }
      return true;
    } catch (SocketTimeoutException stillOpen) {
      return false;
    }
  }

  /** Whether the server ends the connection, in whatever way and after whatever it says. */
  boolean endsSomehow() {
    try {
      in.transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (SocketTimeoutException stillOpen) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  static void closeAll(Iterable<RawConnection> connections) throws IOException {
    for (RawConnection one : connections) {
      one.close();
    }
  }
}
