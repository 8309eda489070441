// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Netty's TLS with one handshake a connection. In TLS 1.2 a client may ask for another at any time,
 * which costs the server far more than the client, and which the JDK allows unless a property of
 * the whole JVM says no. TLS 1.3 has nothing like it: there no record after the first handshake
 * looks like one.
 */
final class StrictTls extends SslHandler {
  private static final int HANDSHAKE = 22; // RFC 5246, section 6.2.1: a record's first byte

  StrictTls(SSLEngine engine) {
    super(engine);
  }

  /** Called at the beginning of a record, whole or not. */
  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws SSLException {
    if (handshakeFuture().isSuccess() && in.getByte(in.readerIndex()) == HANDSHAKE) {
      in.skipBytes(in.readableBytes());
      ctx.close();
      throw new SSLHandshakeException("tls: a second handshake (expected: one a connection)");
    }
    super.decode(ctx, in, out);
  }
}
