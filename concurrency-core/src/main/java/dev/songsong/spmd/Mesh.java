// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a rank: to the rendezvous, and one to every other rank. Used by its thread
 * only.
 *
 * <p>Each rank listens before it says so at the rendezvous; when all have, each connects to those
 * below it and waits for those above it.
 */
final class Mesh implements AutoCloseable {
  private static final long HELLO_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int SELF_BYTES = 1 << 18;

  private final int me;
  private final int size;
  private final RendezvousClient rendezvous;
  private final Map<Integer, SocketChannel> channels;

  private Mesh(int me, int size, RendezvousClient client, Map<Integer, SocketChannel> channels) {
    this.me = me;
    this.size = size;
    this.rendezvous = client;
    this.channels = channels;
  }

  /**
   * Joins a group.
   *
   * @param expectedSize how many ranks it must have; 0 for any number
   */
  static Mesh join(
      InetSocketAddress address, String token, int me, int expectedSize, Duration deadline)
      throws IOException, InterruptedException {
    var channels = new HashMap<Integer, SocketChannel>();
    RendezvousClient client = null;
    boolean joined = false;
    try {
      long limit = System.nanoTime() + CallOptions.nanos(deadline);
      client = RendezvousClient.connect(address, limit);
      try (var listener = ServerSocketChannel.open()) {
        listener.bind(new InetSocketAddress(client.localAddress(), 0));
        List<InetSocketAddress> all =
            client.join(token, me, listener.socket().getLocalPort(), TimedInput.millisUntil(limit));
        requireSize(expectedSize, all.size());
        connectDown(all, token, me, channels, limit);
        acceptUp(listener, token, me, all.size(), channels, limit);
        for (SocketChannel channel : channels.values()) {
          channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
          channel.configureBlocking(false);
        }
        joined = true;
        return new Mesh(me, all.size(), client, channels);
      }
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      throw new InterruptedException("while joining a group");
    } catch (SocketTimeoutException e) {
      throw new IOException(
          "join: not all ranks came (expected: within " + deadline + "): " + e.getMessage(), e);
    } finally {
      if (!joined) {
        closeAll(client, channels);
      }
    }
  }

  private static void requireSize(int expected, int size) throws IOException {
    if (expected != 0 && expected != size) {
      throw new ProtocolException("ranks: " + size + " (expected: " + expected + ")");
    }
  }

  private static void connectDown(
      List<InetSocketAddress> all,
      String token,
      int me,
      Map<Integer, SocketChannel> channels,
      long limit)
      throws IOException {
    for (int lower = 0; lower < me; lower++) {
      var channel = SocketChannel.open();
      channels.put(lower, channel);
      connect(channel, all.get(lower), "rank " + lower, limit);
      JoinWire.hello(new DataOutputStream(channel.socket().getOutputStream()), token, me, 0);
    }
  }

  /** Connects, or says who was not to be reached and where. */
  static void connect(SocketChannel channel, InetSocketAddress to, String whom, long limit)
      throws IOException {
    try {
      channel.socket().connect(to, TimedInput.millisUntil(limit));
    } catch (SocketTimeoutException | ClosedByInterruptException e) {
      throw e;
    } catch (IOException | UnresolvedAddressException e) {
      String why = e.getMessage() == null ? e.toString() : e.getMessage();
      throw new IOException(
          "join: " + whom + " at " + to + ": " + why + " (expected: running, and reachable)", e);
    }
  }

  private static void acceptUp(
      ServerSocketChannel listener,
      String token,
      int me,
      int size,
      Map<Integer, SocketChannel> channels,
      long limit)
      throws IOException {
    while (channels.size() < size - 1) {
      listener.socket().setSoTimeout(TimedInput.millisUntil(limit));
      SocketChannel channel = listener.socket().accept().getChannel();
      int rank = rankOf(channel, token, Math.min(limit - System.nanoTime(), HELLO_NANOS));
      if (rank > me && rank < size && channels.putIfAbsent(rank, channel) == null) {
        continue;
      }
      channel.close();
    }
  }

  /** Which rank has come; -1 for a stranger, or one that says nothing. */
  private static int rankOf(SocketChannel channel, String token, long nanos) {
    try {
      var in = new TimedInput(channel.socket(), System.nanoTime() + nanos);
      return JoinWire.readHello(new DataInputStream(in), token).rank();
    } catch (IOException stranger) {
      return -1;
    }
  }

  /**
   * The rank at these connections.
   *
   * @param launcher where a launcher hears of ranks that were given up, if there is one
   */
  Rank rank(@Nullable SharedBoard launcher, long spinNanos) {
    var board = new LinkBoard(me, size, rendezvous, launcher);
    var peers = new ArrayList<Peer>();
    for (int other = 0; other < size; other++) {
      SocketChannel channel = channels.get(other);
      Link link = channel == null ? toItself() : new TcpLink(channel);
      peers.add(new Peer(other, link, board));
    }
    board.peers(peers);
    return new Rank(me, peers, board, Optional.empty(), spinNanos);
  }

  private static Link toItself() {
    long bytes = ByteRing.sizeFor(SELF_BYTES);
    MemorySegment memory = MemorySegment.ofArray(new long[(int) (bytes / Long.BYTES)]);
    return new RingLink(new ByteRing(memory), new ByteRing(memory));
  }

  @Override
  public void close() {
    closeAll(rendezvous, channels);
  }

  private static void closeAll(
      @Nullable RendezvousClient client, Map<Integer, SocketChannel> channels) {
    channels.values().forEach(Rendezvous::closeQuietly);
    if (client != null) {
      client.close();
    }
  }
}
