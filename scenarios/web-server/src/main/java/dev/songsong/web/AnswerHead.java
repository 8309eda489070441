// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/** The headers of answers on one connection. The loop's. */
final class AnswerHead {
  private static final DefaultHttpHeadersFactory HEADERS =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false);

  private final boolean http2;
  private final ResponseDate date;

  AnswerHead(boolean http2, ResponseDate date) {
    this.http2 = http2;
    this.date = date;
  }

  /** The response's own, the date, and what becomes of the connection. */
  HttpHeaders of(Exchange exchange, Response response, boolean keepAlive, long nowNanos) {
    HttpHeaders headers = HEADERS.newHeaders();
    List<String> own = response.headers();
    for (int i = 0; i < own.size(); i += 2) {
      headers.add(own.get(i), own.get(i + 1));
    }
    headers.set(HttpHeaderNames.DATE, date.text(nowNanos));
    keep(headers, exchange, keepAlive);
    return headers;
  }

  /** Says what becomes of the connection. */
  void keep(HttpHeaders headers, Exchange exchange, boolean keepAlive) {
    if (http2) {
      return;
    }
    if (!keepAlive) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (exchange.head().protocolVersion() == HttpVersion.HTTP_1_0) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }

  /** Whether it neither has a body nor says how long that would be. */
  static boolean isBodiless(Response response) {
    return response.status() == 204 || response.status() == 304;
  }

  /** The answer to what was no request. */
  static FullHttpResponse lastWords(Response response) {
    HttpHeaders headers = HEADERS.newHeaders();
    byte[] body = response.content() instanceof Content.Bytes(byte[] all) ? all : new byte[0];
    headers.set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json");
    headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1,
        HttpResponseStatus.valueOf(response.status()),
        Unpooled.wrappedBuffer(body),
        headers,
        EmptyHttpHeaders.INSTANCE);
  }
}
