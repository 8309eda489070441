// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Netty's reader of frames, and what RFC 9113 (sections 5.1 and 5.1.1) says beyond it of headers
 * for a stream that was: when the stream ended in order they are an error of the whole connection.
 * When it was reset they may have been on their way, and are an error of the stream.
 *
 * <p>The event loop's.
 */
final class StrictFrames extends DefaultHttp2FrameReader {
  /** As many resets as can have crossed with frames of the client. */
  private static final int REMEMBERED = 256;

  /** A client may offer to remember gigabytes of our headers; so would we have to. */
  private static final int MOST_TABLE = 4_096;

  private final Http2Connection connection;
  private final FrameBudget budget;
  private final Set<Integer> reset = new LinkedHashSet<>(); // the last ones, by either side
  private int opened;
  private @Nullable Http2FrameListener known;
  private @Nullable Http2FrameListener checked; // hands on to `known`

  StrictFrames(Http2Connection connection, Limits limits, FrameBudget budget) {
    super(new DefaultHttp2HeadersDecoder(true, limits.headers()));
    this.connection = connection;
    this.budget = budget;
    connection.addListener(
        new Http2ConnectionAdapter() {
          @Override
          public void onStreamRemoved(Http2Stream stream) {
            if (stream.isResetSent()) {
              remember(stream.id());
            }
          }
        });
  }

  @Override
  public void readFrame(ChannelHandlerContext ctx, ByteBuf input, Http2FrameListener listener)
      throws Http2Exception {
    // It changes once, when the client's settings have come.
    if (known != listener || checked == null) {
      known = listener;
      checked = new Checked(listener);
    }
    super.readFrame(ctx, input, checked);
  }

  private void remember(int stream) {
    reset.add(stream);
    if (reset.size() > REMEMBERED) {
      reset.remove(reset.iterator().next());
    }
  }

  private void requireNotEnded(int id) throws Http2Exception {
    if (!connection.streamMayHaveExisted(id)) {
      opened++;
      return;
    }
    Http2Stream stream = connection.stream(id);
    if (stream == null || !stream.state().remoteSideOpen()) {
      budget.reset();
    }
    if (stream == null && !reset.contains(id)) {
      // Where the client left out none, this one was there and has ended.
      boolean all = opened == (connection.remote().lastStreamCreated() + 1) / 2;
      throw Http2Exception.connectionError(
          all ? Http2Error.STREAM_CLOSED : Http2Error.PROTOCOL_ERROR,
          "stream: %d (expected: a new one for headers)",
          id);
    }
    if (stream != null && !stream.isResetSent() && !stream.state().remoteSideOpen()) {
      throw Http2Exception.streamError(
          id, Http2Error.STREAM_CLOSED, "headers: after the end (expected: before)");
    }
  }

  private final class Checked extends Http2FrameListenerDecorator {
    Checked(Http2FrameListener listener) {
      super(listener);
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int stream, Http2Headers headers, int padding, boolean end)
        throws Http2Exception {
      requireNotEnded(stream);
      super.onHeadersRead(ctx, stream, headers, padding, end);
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int stream,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean end)
        throws Http2Exception {
      requireNotEnded(stream);
      super.onHeadersRead(ctx, stream, headers, dependency, weight, exclusive, padding, end);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
        throws Http2Exception {
      Long table = settings.headerTableSize();
      if (table != null && table > MOST_TABLE) {
        settings.headerTableSize(MOST_TABLE);
      }
      super.onSettingsRead(ctx, settings);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int stream, long error)
        throws Http2Exception {
      remember(stream);
      super.onRstStreamRead(ctx, stream, error);
    }
  }
}
