// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import dev.songsong.supervise.ListenerSharing;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/*
 * One listening socket for all worker processes.
 *
 * The parent binds, listens and never accepts. A worker asks for the socket at a door, a Unix
 * socket that only this user can reach, and gets a descriptor of its own (SCM_RIGHTS). All
 * descriptors mean the same socket in the kernel, with one queue of connections:
 *
 *   clients --> [ queue of the one socket ] <-- accept --  worker 1, worker 2, ... each with its
 *                                                          own descriptor and its own epoll
 *
 * So what waits belongs to no worker. One that dies takes along what it has accepted; one that is
 * stopped, busy or draining takes nothing, and the others go on accepting; when none lives, clients
 * wait until one does. Closing a worker's descriptor closes nothing while the parent has its own.
 *
 * All workers are woken by each new connection, and one gets it. EPOLLEXCLUSIVE would wake one
 * only, but perhaps one that is stopped, and then the connection would wait for the next. With a
 * worker for each core the needless wake-ups are few, and there are none under load: then no worker
 * sleeps.
 */
/** Shares a listening socket by passing its descriptor; on Linux. */
final class DescriptorPassing implements ListenerSharing {

  @Override
  public Reservation reserve(InetSocketAddress address) throws IOException {
    requireSupported(Epoll.unavailabilityCause());
    LinuxSocket listener = listen(address);
    try {
      return SharedListener.open(listener);
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  static void requireSupported(@Nullable Throwable unavailable) {
    if (unavailable != null) {
      throw new UnsupportedOperationException(
          "sharing: DESCRIPTOR, but there is no epoll here (expected: Linux)."
              + " Use Sharing.REUSE_PORT.",
          unavailable);
    }
  }

  private static LinuxSocket listen(InetSocketAddress address) throws IOException {
    if (address.isUnresolved()) {
      throw new IOException("address: " + address + " (expected: a host that can be resolved)");
    }
    LinuxSocket socket = LinuxSocket.newSocketStream();
    try {
      socket.setReuseAddress(true);
      socket.bind(address);
      socket.listen(Engine.BACKLOG);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw new IOException(
          "address: " + address + ": " + e.getMessage() + " (expected: free and of this machine)",
          e);
    }
  }
}
