// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.util.Objects.requireNonNull;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer. Immutable, so that one made in advance can be given to many requests.
 *
 * <p>The server adds {@code Date}, the length or chunks, and {@code Connection} itself, and
 * compresses what is worth it.
 */
public final class Response {

  /** Writes a body while it is being made. */
  @FunctionalInterface
  public interface StreamWriter {
    /**
     * Writes all; runs on the request's virtual thread, and blocks while the client is slow.
     *
     * @throws Exception to give up: the client sees a broken answer, never one that seems whole
     */
    void write(OutputStream out) throws Exception;
  }

  /** Sends Server-Sent Events while there are any. */
  @FunctionalInterface
  public interface EventWriter {
    /**
     * Sends until the end of the stream; runs on the request's virtual thread.
     *
     * @throws Exception to end the stream; the client will connect anew
     */
    void write(EventSink events) throws Exception;
  }

  private static final String JSON = "application/json";

  private final int status;
  private final List<String> headers; // names and values in turn
  private final Content content;

  private Response(int status, List<String> headers, Content content) {
    this.status = status;
    this.headers = headers;
    this.content = content;
  }

  /** A status without a body. */
  public static Response of(int status) {
    return new Response(checked(status), List.of(), Content.NONE);
  }

  /** 200 with text in UTF-8. */
  public static Response text(String text) {
    return bytes("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** 200 with a page in UTF-8. */
  public static Response html(String html) {
    return bytes("text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * 200 with a value as JSON.
   *
   * @throws IllegalArgumentException if the value can't be written as JSON
   */
  public static Response json(Object value) {
    return bytes(JSON, Json.write(value));
  }

  /** 200 with these bytes, which must not be changed any more. */
  public static Response bytes(String contentType, byte[] bytes) {
    return new Response(200, type(contentType), new Content.Bytes(bytes));
  }

  /**
   * 200 with a file, sent from the disk; with its type by its name, an ETag, and ranges where the
   * client asks for them. A file that is missing is answered with 404.
   */
  public static Response file(Path file) {
    return new Response(200, List.of(), new Content.OfFile(requireNonNull(file, "file")));
  }

  /** 200 with a body that is written piece by piece. */
  public static Response stream(String contentType, StreamWriter writer) {
    return new Response(200, type(contentType), new Content.Streamed(writer));
  }

  /** 200 with Server-Sent Events. */
  public static Response events(EventWriter writer) {
    requireNonNull(writer, "writer");
    return stream("text/event-stream", out -> writer.write(new EventSink(out)))
        .withHeader("cache-control", "no-store");
  }

  /** An error as problem+json. */
  public static Response problem(Problem problem) {
    return bytes("application/problem+json", Json.write(ProblemBody.of(problem)))
        .withStatus(problem.status());
  }

  /** The same with another status. */
  public Response withStatus(int status) {
    return new Response(checked(status), headers, content);
  }

  /**
   * The same with one more header.
   *
   * @throws IllegalArgumentException if the name or the value can't stand in a header
   */
  public Response withHeader(String name, String value) {
    var more = new ArrayList<String>(headers.size() + 2);
    more.addAll(headers);
    more.add(HeaderText.name(name));
    more.add(HeaderText.value(name, value));
    return new Response(status, List.copyOf(more), content);
  }

  /** The status code. */
  public int status() {
    return status;
  }

  /** Names and values in turn. */
  List<String> headers() {
    return headers;
  }

  Content content() {
    return content;
  }

  Response withContent(Content other) {
    return new Response(status, headers, other);
  }

  private static List<String> type(String contentType) {
    return List.of("content-type", HeaderText.value("content-type", contentType));
  }

  private static int checked(int status) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status: " + status + " (expected: 200 to 599)");
    }
    return status;
  }
}
