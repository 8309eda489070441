// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A body as the handler sees it. Used by the handler's thread. */
final class IncomingBody implements RequestBody {
  private static final Logger LOG = LoggerFactory.getLogger(IncomingBody.class);

  private final ReceivedRequest request;
  private final HttpHeaders headers;
  private final @Nullable PipeStream raw; // none if there is no body
  private @Nullable InputStream opened;
  private @Nullable SentForm form;

  IncomingBody(ReceivedRequest request) {
    BodyPipe pipe = request.pipe();
    this.request = request;
    this.headers = request.headers();
    this.raw = pipe == null ? null : new PipeStream(pipe, request);
  }

  @Override
  public OptionalLong length() {
    if (raw == null) {
      return OptionalLong.of(0);
    }
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    return length == null || headers.contains(HttpHeaderNames.CONTENT_ENCODING)
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(length));
  }

  @Override
  public InputStream stream() {
    InputStream known = opened;
    if (known == null) {
      long limit = request.connection().engine().options().limits().bodyBytes();
      known = raw == null ? InputStream.nullInputStream() : Inflate.open(raw, headers, limit);
      opened = known;
    }
    return known;
  }

  @Override
  public byte[] bytes() throws IOException {
    return stream().readAllBytes();
  }

  @Override
  public String text() throws IOException {
    var charset = Texts.charset(headers.get(HttpHeaderNames.CONTENT_TYPE));
    return Texts.decode(bytes(), charset);
  }

  @Override
  public <T> T json(Class<T> type) throws IOException {
    String given = mediaType();
    if (!given.equals("application/json") && !given.endsWith("+json")) {
      throw HttpException.of(415, "content-type: " + given + " (expected: application/json)");
    }
    var charset = Texts.charset(headers.get(HttpHeaderNames.CONTENT_TYPE));
    if (!charset.equals(StandardCharsets.UTF_8) && !charset.equals(StandardCharsets.US_ASCII)) {
      throw HttpException.of(415, "charset: " + charset + " (expected: utf-8, as JSON is)");
    }
    return Json.read(bytes(), type);
  }

  @Override
  public Form form() throws IOException {
    SentForm known = form;
    if (known == null) {
      known = readForm();
      form = known;
    }
    return known;
  }

  private SentForm readForm() throws IOException {
    String given = mediaType();
    if (given.equals(FormReader.ENCODED)) {
      return FormReader.encoded(stream());
    }
    if (!given.equals(FormReader.MULTIPART)) {
      throw HttpException.of(415, "content-type: " + given + " (expected: a form)");
    }
    if (!request.route().blocking()) {
      throw new IllegalStateException(
          "form: with files in a non-blocking handler (expected: a route that may block)");
    }
    String contentType = headers.get(HttpHeaderNames.CONTENT_TYPE);
    return FormReader.multipart(stream(), contentType, request.connection().engine().uploads());
  }

  /** Lets go of what was not read, and of a form's files. */
  void close() {
    if (form != null) {
      form.close();
    }
    if (raw != null) {
      raw.close();
    }
    try {
      if (opened != null) {
        opened.close();
      }
    } catch (IOException e) {
      LOG.debug("a body was not closed", e);
    }
  }

  private String mediaType() {
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
    if (type == null) {
      return "none";
    }
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
