// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * An HTTP/2 connection as a whole, from its settings to its end. All by its event loop.
 *
 * It ends without losing a request in three steps (RFC 9113, section 6.8), when the server drains
 * or when there was no stream for long enough:
 *
 *   serving    streams may begin
 *   warned     GOAWAY was sent that names no last stream: the client is to begin no more, but what
 *              is on its way counts. A ping goes with it; its answer, or a second, shows that
 *              nothing else is on its way
 *   leaving    GOAWAY was sent with the last stream; when that and all before it have ended, the
 *              connection is closed
 */
/** Ends an HTTP/2 connection in order, and one whose client does nothing in time. */
final class Http2Life extends ChannelInboundHandlerAdapter implements Sweeper.Watched {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Life.class);
  private static final long MOST_ROUND_TRIP = TimeUnit.SECONDS.toNanos(1);
  private static final long LAST_CALL = 0x736f6e67736f6e67L; // any number: it comes back

  private enum State {
    SERVING,
    WARNED,
    LEAVING
  }

  private final Engine engine;
  private final Http2Codec codec;
  private final FrameScanner scanner;
  private final LingeringClose closing;
  private ChannelHandlerContext ctx;
  private State state = State.SERVING;
  private long since = System.nanoTime(); // warned, or while serving without a stream
  private @Nullable Object unsent; // the first that the client has not taken
  private long taken; // of that
  private long unsentSince;

  Http2Life(Engine engine, Http2Codec codec, FrameScanner scanner, LingeringClose closing) {
    this.engine = engine;
    this.codec = codec;
    this.scanner = scanner;
    this.closing = closing;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    ctx = added;
    engine.sweeper(ctx.channel().eventLoop()).add(this);
    codec
        .connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onStreamClosed(Http2Stream stream) {
                streamClosed();
              }
            });
    // Each stream has its own window; one whose handler is slow is not to hold the others up.
    int streams = engine.options().limits().streams();
    long more = (streams - 1L) * Http2CodecUtil.DEFAULT_WINDOW_SIZE;
    int most = Http2CodecUtil.MAX_INITIAL_WINDOW_SIZE - Http2CodecUtil.DEFAULT_WINDOW_SIZE;
    if (more > 0) {
      ctx.writeAndFlush(new DefaultHttp2WindowUpdateFrame((int) Math.min(more, most)));
    }
    if (engine.draining()) {
      drain();
    }
  }

  private void streamClosed() {
    if (codec.connection().numActiveStreams() == 0) {
      if (state == State.SERVING) {
        since = System.nanoTime();
      } else if (state == State.LEAVING) {
        // Not from here: the codec is at work on the stream.
        ctx.executor().execute(this::closeIfDone);
      }
    }
  }

  @Override
  public void drain() {
    if (state == State.SERVING) {
      state = State.WARNED;
      since = System.nanoTime();
      ctx.write(
          new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR).setExtraStreamIds(Integer.MAX_VALUE));
      ctx.writeAndFlush(new DefaultHttp2PingFrame(LAST_CALL));
    }
  }

  private void leave() {
    state = State.LEAVING;
    ctx.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
    closeIfDone();
  }

  private void closeIfDone() {
    if (codec.connection().numActiveStreams() == 0) {
      ctx.close();
    }
  }

  @Override
  public void check(long now) {
    closing.check(now);
    if (stuck(now)) {
      engine.tally().count(Tally.Event.CLIENT_STALLED);
      // Not by the pipeline, where a last word would wait for the client.
      ctx.channel().unsafe().close(ctx.channel().voidPromise());
      return;
    }
    long unfinished = scanner.unfinishedSince();
    if (unfinished != 0 && now - unfinished > engine.options().timeouts().head().toNanos()) {
      scanner.fail(ctx, "head: too slow (expected: in time)");
    } else if (state == State.WARNED && now - since > MOST_ROUND_TRIP) {
      leave();
    } else if (state == State.SERVING
        && codec.connection().numActiveStreams() == 0
        && now - since > engine.options().timeouts().idle().toNanos()) {
      drain();
    }
  }

  /** Whether the client has taken not a byte for too long of what is sent already. */
  private boolean stuck(long now) {
    ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
    Object first = buffer == null ? null : buffer.current();
    long progress = buffer == null ? 0 : buffer.currentProgress();
    if (first == null || first != unsent || progress != taken) {
      unsent = first;
      taken = progress;
      unsentSince = now;
      return false;
    }
    return now - unsentSince > engine.options().timeouts().write().toNanos();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (state == State.WARNED
        && message instanceof Http2PingFrame ping
        && ping.ack()
        && ping.content() == LAST_CALL) {
      leave();
    }
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    engine.sweeper(ctx.channel().eventLoop()).remove(this);
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // The codec has said goodbye to the client already if it is at fault.
    LOG.debug("{}: connection ends: {}", ctx.channel().remoteAddress(), cause.toString());
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
      context.close();
    }
  }
}
