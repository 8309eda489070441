// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** What a new connection's bytes go through. */
@Sharable
final class ConnectionInitializer extends ChannelInitializer<Channel> {
  static final String TLS = "tls";

  private final Engine engine;

  ConnectionInitializer(Engine engine) {
    this.engine = engine;
  }

  @Override
  protected void initChannel(Channel channel) {
    http1(channel);
  }

  private void http1(Channel channel) {
    var decoder = new StrictDecoder(engine.options().limits());
    channel
        .pipeline()
        .addLast(decoder, new HttpResponseEncoder(), new HttpHandler(engine, channel, decoder));
  }
}
