// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A body as the handler sees it. Used by the handler's thread. */
final class IncomingBody implements RequestBody {
  private final HttpHeaders headers;
  private final long limit;
  private final @Nullable PipeStream raw; // none if there is no body
  private @Nullable InputStream opened;

  IncomingBody(@Nullable BodyPipe pipe, HttpHeaders headers, long limit) {
    this.raw = pipe == null ? null : new PipeStream(pipe);
    this.headers = headers;
    this.limit = limit;
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
    return new String(bytes(), charset());
  }

  /** Lets go of what was not read. */
  void close() {
    if (raw != null) {
      raw.close();
    }
  }

  private Charset charset() {
    String type = contentType();
    int at = type.indexOf("charset=");
    if (at < 0) {
      return StandardCharsets.UTF_8;
    }
    String name = type.substring(at + "charset=".length()).split("[;\\s]", 2)[0].replace("\"", "");
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      throw new HttpException(
          Problem.of(415, "charset: " + name + " (expected: one that is known, such as utf-8)"), e);
    }
  }

  @Override
  public <T> T json(Class<T> type) throws IOException {
    String given = contentType().split(";", 2)[0].strip();
    if (!given.equals("application/json") && !given.endsWith("+json")) {
      throw HttpException.of(415, "content-type: " + given + " (expected: application/json)");
    }
    return Json.read(bytes(), type);
  }

  @Override
  public Form form() {
    throw HttpException.of(415, "content-type: " + contentType() + " (expected: a form)");
  }

  private String contentType() {
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
    return type == null ? "none" : type.toLowerCase(Locale.ROOT);
  }
}
