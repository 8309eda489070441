// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * Where a pool's workers connect: a Unix socket in a directory that only this user can enter.
 *
 * <p>Who connects must be of this user (where the system tells), and know the number and the
 * one-time token of a worker that was started. All else is closed at once.
 */
final class Hub implements Closeable {
  private static final int TOKEN_BYTES = 24;
  private static final long RETRY_NANOS = 5_000_000;
  private static final int LONGEST_HELLO = 256;

  private final PoolDirectory directory;
  private final Path socket;
  private final ServerSocketChannel server;
  private final Thread listener = Thread.ofPlatform().daemon().unstarted(this::acceptAll);
  private final SecureRandom random = new SecureRandom();
  // Workers whose connections are awaited; put by those who start one, removed when complete or
  // given up.
  private final Map<Long, Expected> expected = new ConcurrentHashMap<>();

  // Who has connected and not said who it is; added and removed by the greeting threads.
  private final Set<SocketChannel> guests = ConcurrentHashMap.newKeySet();

  /** The connections of a worker that has reported. */
  record Connections(long pid, ControlLine control, FrameChannel[] slots) {
    void close() {
      closeQuietly(control);
      for (FrameChannel slot : slots) {
        closeQuietly(slot);
      }
    }
  }

  /** A worker that was started and has not reported with all its connections. */
  static final class Expected {
    private final String token;
    private final CompletableFuture<Connections> ready = new CompletableFuture<>();
    // The next three are touched by one thread at a time: within expected.compute of this worker,
    // then by the thread that took it out of there.
    private final @Nullable FrameChannel[] slots;
    private @Nullable ControlLine control;
    private int missing;

    Expected(String token, int slots) {
      this.token = token;
      this.slots = new FrameChannel[slots];
      this.missing = slots + 1;
    }

    String token() {
      return token;
    }

    CompletableFuture<Connections> ready() {
      return ready;
    }

    /** Takes the connection, unless there is one for the slot already; -1 is the control line. */
    private boolean seat(int slot, Closeable connection) {
      if (slot == -1 && control == null && connection instanceof ControlLine line) {
        control = line;
      } else if (slot >= 0
          && slot < slots.length
          && slots[slot] == null
          && connection instanceof FrameChannel frames) {
        slots[slot] = frames;
      } else {
        return false;
      }
      missing--;
      return true;
    }

    private void report(long pid) {
      var all = new FrameChannel[slots.length];
      System.arraycopy(slots, 0, all, 0, all.length);
      var connections = new Connections(pid, requireNonNull(control), all);
      if (!ready.complete(connections)) {
        connections.close();
      }
    }
  }

  private Hub(PoolDirectory directory, Path socket, ServerSocketChannel server) {
    this.directory = directory;
    this.socket = socket;
    this.server = server;
  }

  /** Opens the socket and starts the thread that listens there. */
  static Hub open(String threadName) {
    try {
      return open(threadName, PoolDirectory.create());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "temporary directory: "
              + e.getMessage()
              + " (expected: room for a socket); set java.io.tmpdir",
          e);
    }
  }

  /** Opens the socket in the directory, which is the hub's from now on, also if that fails. */
  static Hub open(String threadName, PoolDirectory directory) throws IOException {
    ServerSocketChannel server = null;
    try {
      Path socket = directory.path().resolve(PoolDirectory.SOCKET);
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
      var hub = new Hub(directory, socket, server);
      hub.listener.setName(threadName);
      hub.listener.start();
      return hub;
    } catch (IOException | RuntimeException | Error e) {
      closeQuietly(server);
      directory.abandon();
      throw e;
    }
  }

  Path socket() {
    return socket;
  }

  /** The private directory, for files that live as long as the pool. */
  Path directory() {
    return directory.path();
  }

  /** Announces a worker that is about to be started. */
  Expected expect(long number, int slots) {
    byte[] token = new byte[TOKEN_BYTES];
    random.nextBytes(token);
    var awaited = new Expected(HexFormat.of().formatHex(token), slots);
    expected.put(number, awaited);
    return awaited;
  }

  /** Awaits a worker no more; what it has opened is closed, and its rings' files go. */
  void forget(long number) {
    Expected awaited = expected.remove(number);
    if (awaited != null) {
      closeQuietly(awaited.control);
      for (int slot = 0; slot < awaited.slots.length; slot++) {
        closeQuietly(awaited.slots[slot]);
        PoolDirectory.deleteRing(PoolDirectory.ring(directory.path(), number, slot));
      }
    }
  }

  private void acceptAll() {
    while (server.isOpen()) {
      try {
        SocketChannel channel = server.accept();
        greet(channel);
      } catch (IOException e) {
        // Closed by close(), a guest that went away at once, or no descriptor left: then not in
        // haste.
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  /** In a thread: a guest that never says who it is must not keep the others out. */
  private void greet(SocketChannel channel) throws IOException {
    try {
      Thread.ofPlatform().daemon().name("hub-greeting").start(() -> welcome(channel));
    } catch (OutOfMemoryError e) {
      // No more threads. Who is being started would wait for its time to be over.
      channel.close();
      expected.values().forEach(one -> one.ready.completeExceptionally(e));
    }
  }

  private void welcome(SocketChannel channel) {
    guests.add(channel);
    try {
      Frame hello = sameUser(channel) ? new FrameChannel(channel).read(LONGEST_HELLO) : null;
      if (hello == null || hello.type() != Frame.Type.HELLO || !admit(hello, channel)) {
        channel.close();
      }
    } catch (IOException | RuntimeException e) {
      closeQuietly(channel);
    } catch (Error e) {
      // No memory for the connection, say: who is being started would wait for its time to be over.
      closeQuietly(channel);
      expected.values().forEach(one -> one.ready.completeExceptionally(e));
    } finally {
      guests.remove(channel);
    }
  }

  private boolean admit(Frame hello, SocketChannel channel) throws IOException {
    String[] words = new String(hello.payload(), StandardCharsets.UTF_8).split(" ", 2);
    if (words.length != 2 || !words[0].matches("\\d{1,18}") || !known(hello.id(), words[1])) {
      return false;
    }
    Closeable seated = seatFor(hello, channel);
    boolean[] admitted = {false};
    @Nullable Expected[] complete = {null};
    expected.computeIfPresent(
        hello.id(),
        (number, awaited) -> {
          admitted[0] = awaited.seat(hello.extra(), seated);
          if (!admitted[0] || awaited.missing > 0) {
            return awaited;
          }
          complete[0] = awaited;
          return null;
        });
    if (complete[0] != null) {
      complete[0].report(Long.parseLong(words[0]));
    } else if (!admitted[0]) {
      closeQuietly(seated);
    }
    return admitted[0];
  }

  private Closeable seatFor(Frame hello, SocketChannel channel) throws IOException {
    if (hello.extra() < 0) {
      return ControlLine.over(channel);
    }
    var ring =
        RingChannel.join(channel, PoolDirectory.ring(directory.path(), hello.id(), hello.extra()));
    try {
      return new FrameChannel(ring);
    } catch (OutOfMemoryError e) {
      ring.close();
      throw e;
    }
  }

  private boolean known(long number, String token) {
    Expected awaited = expected.get(number);
    return awaited != null && sameToken(awaited.token, token);
  }

  private static boolean sameToken(String ours, String theirs) {
    return MessageDigest.isEqual(
        ours.getBytes(StandardCharsets.UTF_8), theirs.getBytes(StandardCharsets.UTF_8));
  }

  private boolean sameUser(SocketChannel channel) throws IOException {
    if (!channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
      return true;
    }
    UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
    return peer.user().equals(Files.getOwner(directory.path()));
  }

  private static void closeQuietly(@Nullable Closeable connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (IOException e) {
      // It is being thrown away.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    Threads.joinAll(List.of(listener), Duration.ofSeconds(2));
    expected.keySet().forEach(this::forget);
    guests.forEach(Hub::closeQuietly);
    directory.close();
  }
}
