// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of a file what a request asks of it: all of it, a part, or word that it has not changed.
 * Used by one thread, which may block.
 */
final class FileAnswer {
  private static final Logger LOG = LoggerFactory.getLogger(FileAnswer.class);

  /** Compressing more for each request would cost too much: a file beside it is for that. */
  private static final long MOST_COMPRESSED = 8 << 20;

  private final Exchange exchange;
  private final FileSource source;
  private final String type;
  private final boolean read; // by GET or HEAD, and nothing went wrong
  private Response response;
  private boolean handedOver; // whoever sends the file closes it

  private FileAnswer(Exchange exchange, Response response, FileSource source) {
    this.exchange = exchange;
    this.source = source;
    this.response = response;
    String given = response.header("content-type");
    this.type = given == null ? ContentTypes.of(source.name()) : given;
    this.read =
        response.status() == 200
            && (exchange.method() == Method.GET || exchange.method() == Method.HEAD);
  }

  /**
   * The answer, with the file open if it is needed.
   *
   * @throws HttpException with 404 if it is not there
   */
  static Response of(Exchange exchange, Response response, FileSource source) {
    try {
      return new FileAnswer(exchange, response, source).make();
    } catch (IOException e) {
      throw problem(e);
    }
  }

  /** What clients are told of a file that can't be sent. */
  static HttpException problem(IOException e) {
    if (e.getMessage() != null && e.getMessage().contains("Too many open files")) {
      LOG.error("too many open files", e);
      return new HttpException(
          Problem.of(503, "server: too many open files (expected: fewer; try again)"), e);
    }
    if (e instanceof FileSystemException) {
      LOG.debug("not found", e);
      return new HttpException(
          Problem.of(404, "path: nothing is there (expected: a path of this server)"), e);
    }
    LOG.error("file: can't be read", e);
    return new HttpException(Problem.of(500, "file: can't be read (expected: readable)"), e);
  }

  private Response make() throws IOException {
    OpenFile file = source.open();
    try {
      Coding coding = Coding.IDENTITY;
      boolean wholeWanted = !read || !exchange.headers().contains(HttpHeaderNames.RANGE);
      if (Compression.suits(exchange, response.with("content-type", type))) {
        response = Compression.varying(response);
        coding = wholeWanted ? Coding.wanted(exchange.headers()) : coding;
      }
      OpenFile beside = coding == Coding.IDENTITY ? null : beside(coding, file);
      if (beside != null) {
        file.close();
        file = beside;
      } else if (file.size() < Compression.LEAST || file.size() > MOST_COMPRESSED) {
        coding = Coding.IDENTITY;
      }
      return make(file, coding, beside != null);
    } finally {
      if (!handedOver) {
        file.close();
      }
    }
  }

  /** What was compressed in advance, unless the file was changed since. */
  private @Nullable OpenFile beside(Coding coding, OpenFile file) throws IOException {
    OpenFile found;
    try {
      found = source.openBeside(coding.suffix());
    } catch (FileSystemException e) {
      // Not there, not to be read, or a name too long: there is the file itself.
      return null;
    }
    if (found.modified().isBefore(file.modified())) {
      found.close();
      return null;
    }
    return found;
  }

  private Response make(OpenFile file, Coding coding, boolean coded) throws IOException {
    Instant now = Instant.now();
    String tag = response.header("etag");
    if (tag == null) {
      tag = (file.settled() ? "\"" : "W/\"") + file.tag() + coding.tagSuffix() + '"';
      response = response.with("etag", tag);
    }
    Instant modified = modified(file);
    if (response.header("last-modified") == null) {
      // A later date than the answer's own is none (RFC 9110, section 8.8.2.1).
      Instant shown = modified.isAfter(now) ? now : modified;
      response = response.with("last-modified", DateFormatter.format(Date.from(shown)));
    }
    if (AnswerHead.isBodiless(response)) {
      return response.withContent(Content.NONE);
    }
    if (!read) {
      return whole(file, coding, coded);
    }
    var conditions = new Conditions(exchange.headers(), tag, modified);
    return switch (conditions.verdict()) {
      case NOT_MODIFIED -> response.withStatus(304).withContent(Content.NONE);
      case FAILED ->
          throw HttpException.of(412, "precondition: failed (expected: the file as it is now)");
      case PROCEED -> {
        Ranges ranges = ranges(file, conditions, now);
        yield ranges == null ? whole(file, coding, coded) : part(file, ranges);
      }
    };
  }

  /** By what the handler says, if it does. */
  private Instant modified(OpenFile file) {
    String own = response.header("last-modified");
    Date date = own == null ? null : DateFormatter.parseHttpDate(own);
    return date == null ? file.modified() : date.toInstant();
  }

  private @Nullable Ranges ranges(OpenFile file, Conditions conditions, Instant now) {
    List<String> asked = exchange.headers().getAll(HttpHeaderNames.RANGE);
    return asked.size() != 1 || exchange.isHead() || !conditions.rangeAllowed(now)
        ? null
        : Ranges.parse(asked.getFirst(), file.size());
  }

  private Response whole(OpenFile file, Coding coding, boolean coded) throws IOException {
    Response typed = response.with("content-type", type);
    if (coding == Coding.IDENTITY) {
      return send(typed.with("accept-ranges", "bytes"), file, 0, file.size());
    }
    if (coded) {
      return send(typed.with("content-encoding", coding.token()), file, 0, file.size());
    }
    return Compression.compress(stream(typed, file, 0, file.size()), coding);
  }

  private Response part(OpenFile file, Ranges ranges) throws IOException {
    List<Ranges.Span> spans = ranges.wanted();
    if (spans.isEmpty()) {
      return Response.problem(
              Problem.of(
                  416,
                  "range: past the end (expected: within the " + file.size() + " bytes there are)"))
          .withHeader("content-range", "bytes */" + file.size());
    }
    Response partial = response.withStatus(206).with("accept-ranges", "bytes");
    if (spans.size() > 1) {
      handedOver = true;
      return new ByteRanges(file, type, spans).answer(partial);
    }
    Ranges.Span span = spans.getFirst();
    return send(
        partial.with("content-type", type, "content-range", span.of(file.size())),
        file,
        span.first(),
        span.length());
  }

  /** By sendfile where the bytes go out as they are. */
  private Response send(Response head, OpenFile file, long from, long length) {
    boolean asTheyAre = !exchange.secure() && !exchange.connection().http2();
    if (!asTheyAre || length == 0 || exchange.isHead()) {
      return stream(head, file, from, length);
    }
    handedOver = true;
    return head.withContent(new Content.Slice(file.channel(), from, length));
  }

  private Response stream(Response head, OpenFile file, long from, long length) {
    if (length == 0) {
      return head.withContent(Content.NONE);
    }
    if (exchange.isHead()) {
      return head.withContent(new Content.Streamed(_ -> {}, length));
    }
    handedOver = true;
    return head.withContent(
        new Content.Streamed(out -> copyAndClose(file, from, length, out), length));
  }

  private static void copyAndClose(OpenFile file, long from, long length, OutputStream out)
      throws IOException {
    try (file) {
      ByteRanges.copy(file.channel(), from, length, out);
    }
  }
}
