// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;

/** What the frames of a new HTTP/2 stream go through. */
@Sharable
final class StreamInitializer extends ChannelInitializer<Channel> {
  private final Engine engine;
  private final ChannelHandler messages = new Http2StreamFrameToHttpObjectCodec(true);

  StreamInitializer(Engine engine) {
    this.engine = engine;
  }

  @Override
  protected void initChannel(Channel stream) {
    stream.pipeline().addLast(messages, new HttpHandler(engine, stream, null));
  }
}
