// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** By what clients are told apart. */
final class ClientKey {
  private static final int NETWORK_BYTES = 8;

  /** The first half of an address of IPv6. */
  private record Network(long bits) {}

  private ClientKey() {}

  /** The address; of IPv6 the network, for a single client has all addresses of one. */
  static Object of(InetAddress client) {
    if (client instanceof Inet6Address) {
      byte[] network = Arrays.copyOf(client.getAddress(), NETWORK_BYTES);
      return new Network(ByteBuffer.wrap(network).getLong());
    }
    return client;
  }
}
