// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * An address held by a socket that is bound with SO_REUSEPORT and never listens: so it takes no
 * connections, and who binds with the option too, as the same user, may listen beside it.
 */
final class ReusePort implements ListenerSharing.Reservation {
  private final SocketChannel holder;
  private final InetSocketAddress address;

  private ReusePort(SocketChannel holder, InetSocketAddress address) {
    this.holder = holder;
    this.address = address;
  }

  static ReusePort reserve(InetSocketAddress address) throws IOException {
    requireFree(address);
    SocketChannel holder = SocketChannel.open();
    try {
      if (!holder.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
        throw new UnsupportedOperationException(
            "SO_REUSEPORT: not on this system (expected: Linux or macOS)."
                + " Run one replica, or use another ListenerSharing.");
      }
      holder.setOption(StandardSocketOptions.SO_REUSEPORT, true).bind(address);
      return new ReusePort(holder, (InetSocketAddress) holder.getLocalAddress());
    } catch (IOException | RuntimeException e) {
      holder.close();
      throw e;
    }
  }

  /** With the option alone, the port of another group of the same user would seem to be free. */
  private static void requireFree(InetSocketAddress address) throws IOException {
    if (address.isUnresolved()) {
      throw new IOException("address: " + address + " (expected: a host that can be resolved)");
    }
    try (SocketChannel probe = SocketChannel.open()) {
      // Connections that are in TIME_WAIT don't count; the holder is as lenient.
      probe.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(address);
    } catch (BindException e) {
      throw new IOException(
          "address: " + address + ": " + e.getMessage() + " (expected: free and of this machine)",
          e);
    }
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public ListenerSharing.Listening listening(int replica) {
    InetSocketAddress bound = address;
    return () -> open(bound);
  }

  private static ServerSocketChannel open(InetSocketAddress address) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      return server
          .setOption(StandardSocketOptions.SO_REUSEPORT, true)
          .bind(address, ReplicaContext.BACKLOG);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    holder.close();
  }
}
