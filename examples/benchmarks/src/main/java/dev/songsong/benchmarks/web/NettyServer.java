// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** Netty and nothing else: what our server is built on, as the most that it could reach. */
final class NettyServer {
  private NettyServer() {}

  public static void main(String[] args) throws InterruptedException {
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    var answers = new Answers();
    loop.scheduleAtFixedRate(answers::makeDate, 1, 1, TimeUnit.SECONDS);
    var bound =
        new ServerBootstrap()
            .group(loop)
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(new HttpServerCodec(), answers);
                  }
                })
            .bind(Hello.anywhere())
            .sync()
            .channel();
    Hello.listening(((InetSocketAddress) bound.localAddress()).getPort());
  }

  @Sharable
  private static final class Answers extends ChannelInboundHandlerAdapter {
    private static final DefaultHttpHeadersFactory HEADERS =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false);
    private static final AsciiString TYPE = AsciiString.cached(Hello.TYPE);

    private final ByteBuf body = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(Hello.bytes()));
    private final AsciiString length = AsciiString.cached(Integer.toString(body.readableBytes()));
    private AsciiString date = AsciiString.cached(Hello.date()); // the event loop's

    void makeDate() {
      date = AsciiString.cached(Hello.date());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof HttpRequest request) {
        answer(ctx, HttpUtil.isKeepAlive(request));
      }
      ReferenceCountUtil.release(message);
    }

    private void answer(ChannelHandlerContext ctx, boolean keepAlive) {
      HttpHeaders headers = HEADERS.newHeaders();
      headers.set(HttpHeaderNames.CONTENT_TYPE, TYPE);
      headers.set(HttpHeaderNames.DATE, date);
      headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
      if (!keepAlive) {
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      }
      var answer =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.OK,
              body.duplicate(),
              headers,
              EmptyHttpHeaders.INSTANCE);
      if (keepAlive) {
        ctx.write(answer, ctx.voidPromise());
      } else {
        ctx.write(answer).addListener(_ -> ctx.close());
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.flush();
    }
  }
}
