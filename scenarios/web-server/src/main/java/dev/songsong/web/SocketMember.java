// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A worker process that is asked through its {@link MetricsSocket}.
 *
 * @param name the replica's number
 * @param socket where it answers
 */
record SocketMember(String name, Path socket) implements Fleet.Member {
  private static final int MOST = 16 << 20;
  private static final String HEAD_END = "\r\n\r\n";
  private static final Pattern GOOD_HEAD =
      Pattern.compile("HTTP/1\\.1 200 (?s:.*)\r\ncontent-length: ([0-9]{1,9})\r\n");

  static SocketMember of(int replica, Path folder) {
    return new SocketMember(Integer.toString(replica), MetricsSocket.path(folder, replica));
  }

  @Override
  public String metrics() throws IOException {
    return new String(get(MetricsSocket.METRICS), StandardCharsets.UTF_8);
  }

  @Override
  public Map<String, HealthChecks.Result> checks() throws IOException {
    return Json.read(get(MetricsSocket.CHECKS), MetricsSocket.Checks.class).all();
  }

  /** The JDK's client speaks no Unix sockets; all that is needed here is one answer to its end. */
  private byte[] get(String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nhost: worker\r\nconnection: close\r\n\r\n";
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
      while (out.hasRemaining()) {
        channel.write(out);
      }
      return body(Channels.newInputStream(channel).readNBytes(MOST));
    }
  }

  private byte[] body(byte[] answer) throws IOException {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    int end = text.indexOf(HEAD_END) + HEAD_END.length();
    Matcher head = GOOD_HEAD.matcher(text.substring(0, end));
    if (!head.lookingAt()) {
      String line = text.lines().findFirst().orElse("no answer");
      throw new IOException("worker " + name + ": " + line + " (expected: 200, and a length)");
    }
    int length = Integer.parseInt(head.group(1));
    if (answer.length - end != length) {
      throw new EOFException(
          "worker " + name + ": " + (answer.length - end) + " bytes (expected: " + length + ")");
    }
    return Arrays.copyOfRange(answer, end, answer.length);
  }
}
