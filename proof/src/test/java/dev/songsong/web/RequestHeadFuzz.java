// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Any bytes to a connection of HTTP/1: answers that are well-formed, or silence while more could
 * come, and a connection that is closed only after an answer that says so. The same bytes fed one
 * by one are the same requests and get the same answers: else two readers could take them in two
 * ways. And no buffer is left.
 */
public final class RequestHeadFuzz {
  private static final Pattern HEAD =
      Pattern.compile("HTTP/1\\.1 ([1-5][0-9][0-9]) [^\r]*\r\n((?:[a-z-]+: [^\r]*\r\n)*)\r\n");
  private static final Pattern LENGTH = Pattern.compile("content-length: ([0-9]+)\r\n");
  private static final List<String> seen = new ArrayList<>(); // by the one thread that fuzzes

  static {
    // Jazzer watches what is done with Unsafe, and stumbles over Netty's queues.
    System.setProperty("io.netty.noUnsafe", "true");
  }

  private RequestHeadFuzz() {}

  /** Made by the first input, not by who only asks for the seeds. */
  private static final class Served {
    static final Engine ENGINE = engine();
  }

  /** What the server made of the bytes. */
  private record Reading(List<String> requests, String answers, boolean open) {}

  private static Engine engine() {
    WebApp app =
        routes -> {
          for (Method method : List.of(Method.GET, Method.POST, Method.PUT)) {
            routes.nonBlocking(method, "/{path*}", RequestHeadFuzz::note);
          }
        };
    var limits = Limits.DEFAULT.withBodyBytes(200).withHead(1024, 2048);
    try {
      return Engine.start(
          app, WebOptions.DEFAULT.withThreads(1).withLimits(limits), 0, Transport.best());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Response note(Request request) throws Exception {
    seen.add(
        request.method()
            + " "
            + request.target()
            + " "
            + request.protocol()
            + " "
            + new String(request.body().bytes(), StandardCharsets.ISO_8859_1));
    return Response.text("x");
  }

  /** What clients send, and what they must not. */
  public static List<byte[]> seeds() {
    return List.of(
            "GET / HTTP/1.1\r\nhost: a\r\n\r\n",
            "GET http://a/b?c=d HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n",
            "HEAD /%41 HTTP/1.1\r\nhost: a:80\r\n\r\nGET /2 HTTP/1.1\r\nhost: a\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nhost: [::1]\r\nconnection: close\r\n\r\n",
            "GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n",
            "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabcPUT / HTTP/1.1\r\nhost: a\r\n"
                + "content-length: 0\r\n\r\n",
            "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3;a=\"b\"\r\nabc\r\n0\r\n"
                + "c: d\r\n\r\nGET / HTTP/1.1\r\nhost: a\r\n\r\n",
            "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 1\r\n\r\na",
            "DELETE / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nabcdeGET / HTTP/1.1\r\nhost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: a\r\na: b\r\n c\r\n\r\n",
            "\r\nGET /../%2e HTTP/1.1\r\nhost: a\r\nsec-websocket-key1: a\r\nsec-websocket-key2: b\r\n\r\n")
        .stream()
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
        .toList();
  }

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (new String(input, StandardCharsets.ISO_8859_1).startsWith("PRI * HTTP/2.0")) {
      // Another protocol, with answers of its own.
      return;
    }
    Reading whole = read(input, Math.max(1, input.length));
    Reading oneByOne = read(input, 1);
    if (!whole.equals(oneByOne)) {
      throw new AssertionError("read in two ways: " + whole + " and " + oneByOne);
    }
  }

  private static Reading read(byte[] input, int step) {
    seen.clear();
    var memory = new UnpooledByteBufAllocator(false);
    var channel = new EmbeddedChannel();
    channel.config().setAllocator(memory);
    channel.pipeline().addLast(new ConnectionInitializer(Served.ENGINE));
    for (int at = 0; at < input.length && channel.isOpen(); at += step) {
      int length = Math.min(step, input.length - at);
      channel.writeInbound(memory.buffer(length).writeBytes(input, at, length));
      channel.runPendingTasks();
    }
    String answers = sent(channel);
    var reading = new Reading(List.copyOf(seen), answers, channel.isOpen());
    boolean closes = check(answers);
    // What was answered before its body was here (no handler's 200) may end for the body's faults.
    boolean early = answers.lastIndexOf("HTTP/1.1 ") > answers.lastIndexOf("HTTP/1.1 200");
    if (closes == reading.open() && !(early && !closes)) {
      throw new AssertionError("connection: open: " + reading.open() + " after " + answers);
    }
    channel.finishAndReleaseAll();
    long left = memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory();
    if (left != 0) {
      throw new AssertionError("buffers: " + left + " bytes left (expected: none)");
    }
    if (seen.size() != reading.requests().size()) {
      throw new AssertionError("handled after the end: " + seen);
    }
    return reading;
  }

  private static String sent(EmbeddedChannel channel) {
    var all = new StringBuilder();
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      all.append(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
    }
    return all.toString().replaceAll("date: [^\r]*\r\n", "");
  }

  /** Takes the answers apart; whether the last says that the connection ends. */
  private static boolean check(String answers) {
    boolean closes = false;
    int at = 0;
    while (at < answers.length()) {
      Matcher head = HEAD.matcher(answers).region(at, answers.length());
      if (closes || !head.lookingAt()) {
        throw new AssertionError("answer: malformed at " + at + ": " + answers);
      }
      Matcher length = LENGTH.matcher(head.group(2));
      closes = head.group(2).contains("connection: close\r\n");
      at = head.end();
      // The answer to HEAD has a length, and no body.
      int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
      if (!answers.startsWith("HTTP/1.1 ", at)) {
        at += body;
      }
    }
    return closes;
  }
}
