// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Where Server-Sent Events go (WHATWG HTML, section 9.2). Used by the request's thread; each event
 * is on its way when its method returns.
 *
 * <p>A stream of events would hold up the end of the server. So when that begins, or the client has
 * left, the thread is interrupted, and nothing more is sent: a method throws. A writer that then
 * returns, or throws on what it got, ends the stream in order; its client connects anew, to a
 * server that stays.
 */
public final class EventSink {
  static final String TYPE = "text/event-stream";

  private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\r|\\n");

  private final OutputStream out;

  EventSink(OutputStream out) {
    this.out = out;
  }

  /**
   * Sends an event.
   *
   * @param name its type; {@code message} is what clients take for none
   * @param data its text, of any number of lines
   * @throws IOException if the client has left, or the server ends
   */
  public void send(String name, String data) throws IOException {
    write(event(new StringBuilder(), name, data));
  }

  /**
   * Sends an event with a number that the client names when it connects anew, in {@code
   * Last-Event-ID}.
   *
   * @param id a number or a name in printable ASCII, which comes back in a header as it was
   * @throws IOException if the client has left, or the server ends
   */
  public void send(String id, String name, String data) throws IOException {
    write(event(new StringBuilder("id: " + printable(id) + "\n"), name, data));
  }

  private static StringBuilder event(StringBuilder text, String name, String data) {
    text.append("event: ").append(line("event name", name)).append('\n');
    // Each end of a line, also the last, is one for the client, who joins the lines by \n.
    for (String line : LINE_END.split(data, -1)) {
      text.append("data: ").append(line).append('\n');
    }
    return text.append('\n');
  }

  /**
   * Says how long clients are to wait before they connect anew.
   *
   * @throws IOException if the client has left, or the server ends
   */
  public void retryAfter(Duration pause) throws IOException {
    if (pause.isNegative()) {
      throw new IllegalArgumentException("pause: " + pause + " (expected: >= 0)");
    }
    write(new StringBuilder("retry: ").append(pause.toMillis()).append("\n\n"));
  }

  /**
   * Sends a comment, which clients ignore: it keeps the connection alive.
   *
   * @throws IOException if the client has left, or the server ends
   */
  public void comment(String text) throws IOException {
    write(new StringBuilder(": ").append(line("comment", text)).append("\n\n"));
  }

  private void write(StringBuilder text) throws IOException {
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static String printable(String id) {
    if (!id.equals(id.strip()) || id.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IllegalArgumentException(
          "event id: " + id.strip() + " (expected: printable ASCII)");
    }
    return id;
  }

  private static String line(String what, String text) {
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0 || text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(what + ": " + text.strip() + " (expected: one line)");
    }
    return text;
  }
}
