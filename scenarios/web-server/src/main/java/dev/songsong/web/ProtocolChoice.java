// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes on, after the TLS handshake, with the protocol that client and server agreed on there. */
final class ProtocolChoice extends ApplicationProtocolNegotiationHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ProtocolChoice.class);

  private final ConnectionInitializer connections;

  ProtocolChoice(ConnectionInitializer connections) {
    super(ApplicationProtocolNames.HTTP_1_1);
    this.connections = connections;
  }

  @Override
  protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
    if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
      connections.http2(ctx.channel());
    } else {
      connections.http1(ctx.channel());
    }
  }

  /** Anybody can send what is no handshake: not worth more than a line for who looks for it. */
  @Override
  protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("{}: no handshake: {}", ctx.channel().remoteAddress(), cause.toString());
    ctx.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("{}: lost before a request: {}", ctx.channel().remoteAddress(), cause.toString());
    ctx.close();
  }
}
