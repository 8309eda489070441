// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.DefaultMessageSizeEstimator;
import io.netty.channel.FileRegion;
import io.netty.channel.MessageSizeEstimator;

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

  static int of(FileRegion region) {
    return (int) Math.min(Integer.MAX_VALUE, region.count());
  }
}
