// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * The pipelines, from the socket to the handlers:
 *
 *   HTTP/1       PrefaceDetector (until the first bytes), StrictDecoder, encoder, HttpHandler
 *   over TLS     SslHandler, ProtocolChoice (until the handshake's end); then as below
 *   HTTP/2       LingeringClose, FrameScanner, Http2Codec, multiplexer, Http2Life
 *   its streams  codec between frames and HTTP's messages, HttpHandler
 */
/** What a new connection's bytes go through. */
@Sharable
final class ConnectionInitializer extends ChannelInitializer<Channel> {
  static final String TLS = "tls";

  private final Engine engine;
  private final @Nullable SslContext tls; // none on plain connections
  private final ChannelHandler streams;

  /**
   * For the connections of one engine.
   *
   * @throws WebServerException if the certificate or the key can't be used
   */
  ConnectionInitializer(Engine engine) {
    this.engine = engine;
    this.tls = engine.options().tls().map(TlsContext::of).orElse(null);
    this.streams = new StreamInitializer(engine);
  }

  @Override
  protected void initChannel(Channel channel) {
    if (tls == null) {
      channel.pipeline().addLast(new PrefaceDetector(engine, this));
      http1(channel);
      return;
    }
    var encrypted = new StrictTls(tls.newEngine(channel.alloc()));
    encrypted.setHandshakeTimeoutMillis(engine.options().timeouts().head().toMillis());
    channel.pipeline().addLast(TLS, encrypted).addLast(new ProtocolChoice(this));
  }

  void http1(Channel channel) {
    var decoder = new StrictDecoder(engine.options().limits());
    channel
        .pipeline()
        .addLast(decoder, new HttpResponseEncoder(), new HttpHandler(engine, channel, decoder));
  }

  /** What was taken for HTTP/1 is HTTP/2. */
  void becomeHttp2(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    for (Class<? extends ChannelHandler> one :
        List.of(HttpHandler.class, HttpResponseEncoder.class, StrictDecoder.class)) {
      pipeline.remove(one);
    }
    http2(channel);
  }

  void http2(Channel channel) {
    // As HTTP/1 allows; here a client that has ended its side has left.
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    Limits limits = engine.options().limits();
    var budget = new FrameBudget(limits.resets());
    Http2Codec codec = Http2Codec.of(limits, budget);
    var scanner = new FrameScanner(codec, budget, engine.tally());
    var closing = new LingeringClose();
    channel
        .pipeline()
        .addLast(
            closing,
            scanner,
            codec,
            new Http2MultiplexHandler(streams),
            new Http2Life(engine, codec, scanner, closing));
  }
}
