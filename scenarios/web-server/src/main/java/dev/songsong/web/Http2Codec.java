// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;

/**
 * Netty's codec of HTTP/2 with the limits of this server.
 *
 * <p>A stream that a client gets refused or reset by an error costs the server as much as one that
 * the client resets itself ("MadeYouReset"), so both are counted alike.
 */
final class Http2Codec extends Http2FrameCodec {
  private static final long LAST_WORDS_MILLIS = 2_000;

  private final FrameBudget budget;

  private Http2Codec(
      Http2ConnectionEncoder encoder,
      Http2ConnectionDecoder decoder,
      Http2Settings settings,
      FrameBudget budget) {
    // Closing is one thing, the GOAWAYs before it are another: Http2Life has them both.
    super(encoder, decoder, settings, true, true);
    this.budget = budget;
  }

  static Http2Codec of(Limits limits, FrameBudget budget) {
    return (Http2Codec) new Builder(limits, budget).build();
  }

  private static final class Builder extends Http2FrameCodecBuilder {
    private final FrameBudget budget;

    Builder(Limits limits, FrameBudget budget) {
      this.budget = budget;
      // FrameScanner and onError count these.
      decoderEnforceMaxConsecutiveEmptyDataFrames(0);
      decoderEnforceMaxRstFramesPerWindow(0, 0);
      var connection = new DefaultHttp2Connection(true);
      var encoder =
          new DefaultHttp2ConnectionEncoder(
              connection,
              // That a client wants small headers only is no reason to give it none.
              new DefaultHttp2FrameWriter(Http2HeadersEncoder.NEVER_SENSITIVE, true));
      codec(
          new DefaultHttp2ConnectionDecoder(
              connection,
              encoder,
              new StrictFrames(connection, limits, budget),
              Http2PromisedRequestVerifier.ALWAYS_VERIFY,
              true, // acknowledges settings
              true, // answers pings
              true, // checks headers
              true), // requires a method, a scheme and a path
          encoder);
      initialSettings(
          Http2Settings.defaultSettings()
              .maxConcurrentStreams(limits.streams())
              .maxHeaderListSize(limits.headers()));
      gracefulShutdownTimeoutMillis(LAST_WORDS_MILLIS);
    }

    @Override
    protected Http2FrameCodec build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new Http2Codec(encoder, decoder, settings, budget);
    }
  }

  @Override
  public void onError(ChannelHandlerContext ctx, boolean outbound, Throwable cause) {
    Http2Exception known = Http2CodecUtil.getEmbeddedHttp2Exception(cause);
    // What is for a stream that has ended may have been on its way then; it is paid as a frame.
    if (!outbound
        && known != null
        && Http2Exception.isStreamError(known)
        && known.error() != Http2Error.STREAM_CLOSED) {
      budget.reset();
    }
    super.onError(ctx, outbound, cause);
  }
}
