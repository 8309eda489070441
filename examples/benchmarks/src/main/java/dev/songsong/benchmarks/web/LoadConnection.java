// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A kept connection of the open loop, with at most one request under way. Of one thread. */
final class LoadConnection implements AutoCloseable {
  /** Nothing is under way. */
  static final long IDLE = -1;

  private static final byte[] STATUS = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BODY = Hello.bytes();

  private final SocketChannel channel;
  private final ByteBuffer request;
  private final ByteBuffer answer = ByteBuffer.allocateDirect(4 << 10);
  private int length; // of an answer; they are all alike, so the first one tells
  private long intended = IDLE;

  /** What a look at the connection found. */
  enum Progress {
    WAITS,
    RIGHT,
    WRONG
  }

  /** Connects, and has one answer, whose length it learns. */
  LoadConnection(int port, String path) throws IOException {
    byte[] head =
        ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    request = ByteBuffer.allocateDirect(head.length).put(head).flip();
    channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    try {
      length = firstAnswer();
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private int firstAnswer() throws IOException {
    channel.write(request);
    while (!endsWithBody()) {
      if (channel.read(answer) < 0) {
        throw new IOException("connection: closed (expected: an answer)");
      }
    }
    int bytes = answer.position();
    answer.clear();
    return bytes;
  }

  /** Answers are ready in the selector with this as the key's attachment. */
  void register(Selector selector) throws IOException {
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
  }

  /** Asks. */
  void send(long intended) throws IOException {
    this.intended = intended;
    request.rewind();
    // So short that a connection without anything under way always takes it whole.
    channel.write(request);
  }

  /** When the request under way should have been sent. */
  long intended() {
    return intended;
  }

  /** Reads what came. */
  Progress look() throws IOException {
    if (channel.read(answer) < 0) {
      throw new IOException("connection: closed (expected: an answer)");
    }
    boolean failed = answer.position() >= STATUS.length && !has(STATUS, 0);
    if (answer.position() < length && !failed) {
      return Progress.WAITS;
    }
    boolean right = intended != IDLE && answer.position() == length && endsWithBody();
    answer.clear();
    intended = IDLE;
    return right ? Progress.RIGHT : Progress.WRONG;
  }

  private boolean endsWithBody() {
    int end = answer.position();
    return end > STATUS.length + BODY.length && has(STATUS, 0) && has(BODY, end - BODY.length);
  }

  private boolean has(byte[] bytes, int at) {
    for (int i = 0; i < bytes.length; i++) {
      if (answer.get(at + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
