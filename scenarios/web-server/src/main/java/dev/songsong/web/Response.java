// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.util.Objects.requireNonNull;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
     * Writes all; runs on the request's virtual thread, and blocks while the client is slow. Where
     * there is no body, for {@code HEAD} and with 204 and 304, it is not called: so open here what
     * must be closed.
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
    var source = new FileSource.Chosen(requireNonNull(file, "file"));
    return new Response(200, List.of(), new Content.OfFile(source));
  }

  /**
   * 200 with a body that is written piece by piece.
   *
   * <p>The head goes out with the first piece of 16 KiB, or with the first flush: until then a
   * writer that fails is answered with an error, and {@link Timeouts#handler} applies.
   */
  public static Response stream(String contentType, StreamWriter writer) {
    requireNonNull(writer, "writer");
    return new Response(200, type(contentType), new Content.Streamed(writer, -1));
  }

  /**
   * 200 with a body of known length that is written piece by piece. Is it not kept, clients see a
   * broken answer.
   *
   * @throws IllegalArgumentException if the length is negative
   */
  public static Response stream(String contentType, long length, StreamWriter writer) {
    requireNonNull(writer, "writer");
    if (length < 0) {
      throw new IllegalArgumentException("length: " + length + " (expected: >= 0)");
    }
    return new Response(200, type(contentType), new Content.Streamed(writer, length));
  }

  /**
   * 200 with Server-Sent Events, never compressed. When the server ends, or the client is known to
   * have left, the writer is interrupted, and should return. One that is not heard of any more is
   * noticed when what is sent does not get through: send a comment now and then. The writer holds
   * no place among {@link Limits#requests}, unless too many do without.
   */
  public static Response events(EventWriter writer) {
    requireNonNull(writer, "writer");
    return stream(EventSink.TYPE, out -> writeEvents(writer, out))
        .withHeader("cache-control", "no-store");
  }

  private static void writeEvents(EventWriter writer, OutputStream out) throws Exception {
    // Clients are told that they are connected, even if there is no event for a long time.
    out.flush();
    writer.write(new EventSink(out));
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
   * The same with one more header; a {@code Content-Type} takes the place of the one that was
   * there.
   *
   * @throws IllegalArgumentException if the name or the value can't stand in a header, or if it is
   *     one by which the server says where the body ends and what becomes of the connection
   */
  public Response withHeader(String name, String value) {
    return with(HeaderText.name(name), HeaderText.value(name, value));
  }

  /** The same with more headers, known to be right: names and values in turn. */
  Response with(String... namesAndValues) {
    var more = new ArrayList<String>(headers.size() + namesAndValues.length);
    boolean typed = namesAndValues[0].equals("content-type");
    for (int i = 0; i < headers.size(); i += 2) {
      if (!typed || !headers.get(i).equals("content-type")) {
        more.add(headers.get(i));
        more.add(headers.get(i + 1));
      }
    }
    more.addAll(List.of(namesAndValues));
    return new Response(status, List.copyOf(more), content);
  }

  /** The first value of a header whose name is given in lower case; null if there is none. */
  @Nullable String header(String name) {
    for (int i = 0; i < headers.size(); i += 2) {
      if (headers.get(i).equals(name)) {
        return headers.get(i + 1);
      }
    }
    return null;
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
