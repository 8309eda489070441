// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A replica's side of its group. */
final class ReplicaContext implements ServerContext, AutoCloseable {
  static final int BACKLOG = 1024;

  private final ReplicaBody replica;
  private final BodyControl control;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable ServerSocketChannel server; // guarded by lock
  // Written by the thread that accepts, read by the one that begins the draining.
  private volatile @Nullable Selector selector;

  ReplicaContext(ReplicaBody replica, BodyControl control) {
    this.replica = replica;
    this.control = control;
  }

  @Override
  public int replica() {
    return replica.replica();
  }

  @Override
  public InetSocketAddress address() {
    return replica.address();
  }

  @Override
  public ListenerSharing.Listening listening() {
    return replica.listening();
  }

  @Override
  public ServerSocketChannel listen() throws IOException {
    lock.lock();
    try {
      ServerSocketChannel open = server;
      if (open == null) {
        open = replica.listening().open();
        server = open;
      }
      return open;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void ready() {
    control.ready();
  }

  @Override
  public boolean draining() {
    return control.stopping();
  }

  @Override
  public void onDrain(Runnable action) {
    control.onStop(action);
  }

  /** The draining begins: who waits for a connection is to look again. */
  void wake() {
    Selector waits = selector;
    if (waits != null) {
      waits.wakeup();
    }
  }

  @Override
  public Optional<SocketChannel> accept() throws IOException {
    ServerSocketChannel open = listen();
    Selector waits = selector;
    if (waits == null) {
      waits = Selector.open();
      selector = waits;
      open.configureBlocking(false).register(waits, SelectionKey.OP_ACCEPT);
      walkTheEnd();
    }
    while (open.isOpen()) {
      SocketChannel connection = open.accept();
      if (connection != null) {
        return Optional.of(connection);
      }
      if (waits.isOpen() && draining()) {
        // A channel that a selector knows is closed later, by the selector: so this goes first.
        waits.close();
      } else if (!waits.isOpen()) {
        // Straight after a look that found nothing: what comes between the two is reset.
        open.close();
      } else {
        waits.select(_ -> {});
      }
    }
    return Optional.empty();
  }

  /** The first walk through code loads classes, and the end must be quick: so it is walked now. */
  private static void walkTheEnd() throws IOException {
    Selector waits = Selector.open();
    try (var other = ServerSocketChannel.open()) {
      other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      other.configureBlocking(false).register(waits, SelectionKey.OP_ACCEPT);
      waits.close();
      other.accept();
    } finally {
      waits.close();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (selector != null) {
        selector.close();
      }
      if (server != null) {
        server.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
