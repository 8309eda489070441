// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.DefaultMessageSizeEstimator;
import io.netty.channel.FileRegion;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.WriteBufferWaterMark;

/**
 * How much a message adds to what waits for the client: of a file all its bytes, where Netty's own
 * estimate is 0. Without it a client that asks for one file after the other and reads nothing has
 * them all opened. Stateless.
 */
final class WireSizes implements MessageSizeEstimator {
  private static final MessageSizeEstimator.Handle REST =
      DefaultMessageSizeEstimator.DEFAULT.newHandle();

  @Override
  public Handle newHandle() {
    return WireSizes::size;
  }

  private static int size(Object message) {
    return message instanceof FileRegion region ? of(region) : REST.size(message);
  }

  private static int of(FileRegion region) {
    return (int) Math.min(Integer.MAX_VALUE, region.count());
  }

  /** Loop: what was written to a connection or a stream and its client has not taken yet. */
  static long pending(Channel channel) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    if (buffer == null) {
      return pendingOfStream(channel);
    }
    // Netty counts a buffer or a file as waiting until all of it is gone.
    return buffer.current() instanceof DefaultFileRegion file
        ? buffer.totalPendingWriteBytes() - of(file) + file.count() - file.transferred()
        : buffer.totalPendingWriteBytes() - buffer.currentProgress();
  }

  /** A stream of HTTP/2 has no buffer of its own, but can tell how far it is from its marks. */
  private static long pendingOfStream(Channel channel) {
    WriteBufferWaterMark marks = channel.config().getWriteBufferWaterMark();
    return channel.isWritable()
        ? marks.high() + 1 - channel.bytesBeforeUnwritable()
        : marks.low() - 1 + channel.bytesBeforeWritable();
  }
}
