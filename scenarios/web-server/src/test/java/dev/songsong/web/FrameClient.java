// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;

/** A client of HTTP/2 that sends any frame, wrong ones too, over a plain socket. */
final class FrameClient implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;

  static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** A frame from the server. */
  record Frame(int type, int flags, int stream, byte[] payload) {
    boolean is(int type, int stream) {
      return this.type == type && this.stream == stream;
    }

    boolean ends() {
      return (flags & END_STREAM) != 0 && (type == DATA || type == HEADERS);
    }

    /** Of RST_STREAM and GOAWAY. */
    int error() {
      return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
    }
  }

  private final Map<Integer, Queue<Http2Headers>> read = new HashMap<>(); // by stream
  private final Socket socket;
  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

  FrameClient(WebServer server) throws IOException {
    this(new Socket(server.address().getAddress(), server.address().getPort()));
  }

  FrameClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
  }

  /** Preface and settings, names and values in turn. */
  FrameClient start(int... settings) throws IOException {
    var payload = ByteBuffer.allocate(3 * settings.length);
    for (int i = 0; i < settings.length; i += 2) {
      payload.putShort((short) settings[i]).putInt(settings[i + 1]);
    }
    send(PREFACE, frame(SETTINGS, 0, 0, payload.array()));
    return this;
  }

  void send(byte[]... parts) throws IOException {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part);
    }
    socket.getOutputStream().write(all.toByteArray());
    socket.getOutputStream().flush();
  }

  static byte[] frame(int type, int flags, int stream, byte... payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putInt(payload.length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  static byte[] get(int stream, String path) {
    return frame(HEADERS, END_STREAM | END_HEADERS, stream, head("GET", path));
  }

  static byte[] post(int stream, String path, String... more) {
    return frame(HEADERS, END_HEADERS, stream, head("POST", path, more));
  }

  static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  static byte[] head(String method, String path, String... more) {
    var block = new ByteArrayOutputStream();
    literals(
        block,
        List.of(":method", method, ":scheme", "http", ":path", path, ":authority", "localhost"));
    literals(block, List.of(more));
    return block.toByteArray();
  }

  /** Each literally, and to be forgotten: no table, no Huffman. */
  static void literals(ByteArrayOutputStream block, List<String> namesAndValues) {
    for (int i = 0; i < namesAndValues.size(); i += 2) {
      block.write(0);
      string(block, namesAndValues.get(i));
      string(block, namesAndValues.get(i + 1));
    }
  }

  private static void string(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int most = 127;
    if (bytes.length < most) {
      block.write(bytes.length);
    } else {
      block.write(most);
      int rest = bytes.length - most;
      for (; rest >= 128; rest >>= 7) {
        block.write(rest & 127 | 128);
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  /** The next frame. */
  Frame read() throws IOException {
    int lengthAndType = in.readInt();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    byte[] payload = in.readNBytes(lengthAndType >>> 8);
    return new Frame(lengthAndType & 0xff, flags, stream, payload);
  }

  /** The next frame that is looked for; others are let go. */
  Frame await(Predicate<Frame> wanted) throws IOException {
    Frame next = read();
    while (!wanted.test(next)) {
      next = read();
    }
    return next;
  }

  Frame await(int type, int stream) throws IOException {
    return await(frame -> frame.is(type, stream));
  }

  /** The status in the stream's next headers. */
  String status(int stream) throws Exception {
    return headers(stream).status().toString();
  }

  /** The stream's next headers; those of other streams that come before are kept for later. */
  Http2Headers headers(int stream) throws Exception {
    while (true) {
      Http2Headers known = read.getOrDefault(stream, new ArrayDeque<>()).poll();
      if (known != null) {
        return known;
      }
      Frame next = await(frame -> frame.type == HEADERS);
      Http2Headers block = decoder.decodeHeaders(next.stream, Unpooled.wrappedBuffer(next.payload));
      read.computeIfAbsent(next.stream, _ -> new ArrayDeque<>()).add(block);
    }
  }

  /** Whether the connection ends, by the server's side, within the time-out of a read. */
  boolean ends() throws IOException {
    try {
      while (true) {
        read();
      }
    } catch (EOFException | SocketException e) {
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  Socket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
