// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Where Server-Sent Events go (WHATWG HTML, section 9.2). Used by the request's thread; each event
 * is on its way when its method returns.
 */
public final class EventSink {
  private final OutputStream out;

  EventSink(OutputStream out) {
    this.out = out;
  }

  /**
   * Sends an event.
   *
   * @param name its type; {@code message} is what clients take for none
   * @param data its text, of any number of lines
   * @throws IOException if the client has left
   */
  public void send(String name, String data) throws IOException {
    var event = new StringBuilder("event: ").append(line("event name", name)).append('\n');
    data.lines().forEach(line -> event.append("data: ").append(line).append('\n'));
    if (data.isEmpty()) {
      event.append("data: \n");
    }
    write(event.append('\n'));
  }

  /**
   * Sends an event with a number that the client names when it connects anew, in {@code
   * Last-Event-ID}.
   *
   * @throws IOException if the client has left
   */
  public void send(String id, String name, String data) throws IOException {
    out.write(("id: " + line("event id", id) + "\n").getBytes(StandardCharsets.UTF_8));
    send(name, data);
  }

  /**
   * Says how long clients are to wait before they connect anew.
   *
   * @throws IOException if the client has left
   */
  public void retryAfter(Duration pause) throws IOException {
    write(new StringBuilder("retry: ").append(pause.toMillis()).append("\n\n"));
  }

  /**
   * Sends a comment, which clients ignore: it keeps the connection alive.
   *
   * @throws IOException if the client has left
   */
  public void comment(String text) throws IOException {
    write(new StringBuilder(": ").append(line("comment", text)).append("\n\n"));
  }

  private void write(StringBuilder text) throws IOException {
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static String line(String what, String text) {
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0 || text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(what + ": " + text.strip() + " (expected: one line)");
    }
    return text;
  }
}
