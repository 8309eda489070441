// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** What a replica has from its group. Thread-safe, but for {@link #accept()}. */
public interface ServerContext {

  /** The replica's number in its group; no two replicas of a group ever have the same. */
  int replica();

  /** The group's address, with its port. */
  InetSocketAddress address();

  /**
   * What the replica was handed to listen with. A server whose listener is no channel of the JDK
   * knows its {@link ListenerSharing}, and takes it from here instead of {@link #listen()} and
   * {@link #accept()}.
   */
  ListenerSharing.Listening listening();

  /** The replica's listening channel, bound to the address; opened by the first call. */
  ServerSocketChannel listen() throws IOException;

  /** Tells the group that this replica is up. */
  void ready();

  /** Whether the replica is to accept no more and to end when all is answered. */
  boolean draining();

  /** Runs once when the draining begins, or at once if it has; on a thread of its own. */
  void onDrain(Runnable action);

  /**
   * The next connection, in blocking mode; empty when the replica is draining, all that waited in
   * its queue has been accepted, and the listening channel is closed. To be called by one thread,
   * and instead of the channel's own {@code accept()}, which would not notice the draining.
   */
  Optional<SocketChannel> accept() throws IOException;
}
