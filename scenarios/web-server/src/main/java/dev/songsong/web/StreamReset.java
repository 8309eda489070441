// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;

/** Ends a stream of HTTP/2 before its time, and says why. */
final class StreamReset {
  private StreamReset() {}

  /** The answer is whole, but the request is not: the client need not send the rest. */
  static void noMore(Channel stream) {
    send(stream, Http2Error.NO_ERROR);
  }

  /** The answer can't be ended. */
  static void broken(Channel stream) {
    send(stream, Http2Error.INTERNAL_ERROR);
  }

  /** Something failed on the way in or out. */
  static void failed(Channel stream, Throwable cause) {
    Http2Exception known = Http2CodecUtil.getEmbeddedHttp2Exception(cause);
    if (known != null) {
      send(stream, known.error());
    } else {
      boolean decoding = cause instanceof DecoderException;
      send(stream, decoding ? Http2Error.PROTOCOL_ERROR : Http2Error.INTERNAL_ERROR);
    }
  }

  private static void send(Channel stream, Http2Error error) {
    stream.writeAndFlush(new DefaultHttp2ResetFrame(error));
  }
}
