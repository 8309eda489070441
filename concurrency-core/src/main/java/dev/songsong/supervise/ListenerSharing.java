// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import dev.songsong.process.Command;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * How the replicas of a group come to listen on one address.
 *
 * <p>The group reserves the address first, in its own process, and holds it as long as it lives; so
 * the port stays the same while replicas come and go. Each replica is then handed something by
 * which it gets its listening channel: a serializable {@link Listening}, or whatever {@link
 * Reservation#prepare} puts into a program's command (environment, arguments).
 *
 * <p>Another way than SO_REUSEPORT is to pass one listening socket to all: its queue belongs to no
 * replica, so a death loses nothing of it. The JDK can't pass descriptors, a native transport can.
 * Such a sharing binds and listens in {@link #reserve} and offers the descriptor at a Unix socket
 * (SCM_RIGHTS), by which a replica asks for it; its {@link Listening} carries the socket's path. A
 * server made for it takes that from {@link ServerContext#listening()} and opens its own kind of
 * channel; {@link Listening#open()} then throws {@link UnsupportedOperationException}.
 */
@FunctionalInterface
public interface ListenerSharing {

  /** What a replica opens its listening channel with. */
  @FunctionalInterface
  interface Listening extends Serializable {
    /**
     * Opens the channel, in the replica.
     *
     * @throws UnsupportedOperationException if the listener is no channel of the JDK
     */
    ServerSocketChannel open() throws IOException;
  }

  /** An address that is held. */
  interface Reservation extends AutoCloseable {
    /** The address, with the port that was found if none was given. */
    InetSocketAddress address();

    /** What a replica with a {@link ServerBody} is handed. */
    Listening listening(int replica);

    /**
     * A replica's command with what it is handed: by default the variables {@code SONGSONG_HOST}
     * and {@code SONGSONG_PORT}.
     */
    default Command prepare(Command command, int replica) {
      return command
          .env("SONGSONG_HOST", address().getAddress().getHostAddress())
          .env("SONGSONG_PORT", Integer.toString(address().getPort()));
    }

    /** Lets go of the address. */
    @Override
    void close() throws IOException;
  }

  /**
   * Reserves the address.
   *
   * @throws IOException if it is in use
   * @throws UnsupportedOperationException if this system can't share listeners so
   */
  Reservation reserve(InetSocketAddress address) throws IOException;

  /**
   * Each replica binds the address itself, with SO_REUSEPORT, and has a queue of its own; the
   * kernel spreads new connections over the queues. The package tells what is lost when one closes.
   */
  static ListenerSharing reusePort() {
    return ReusePort::reserve;
  }
}
