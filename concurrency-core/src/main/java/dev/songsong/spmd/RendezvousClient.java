// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The rendezvous as a rank sees it. Used by its rank's thread only. */
final class RendezvousClient implements AutoCloseable {
  private static final long EXTRA_NANOS = Duration.ofSeconds(5).toNanos();

  private final SocketChannel channel;
  private final ByteBuffer answer = ByteBuffer.allocate(1 << 15);
  private boolean broken;

  private RendezvousClient(SocketChannel channel) {
    this.channel = channel;
  }

  static RendezvousClient connect(InetSocketAddress address, int millis) throws IOException {
    var channel = SocketChannel.open();
    try {
      channel.socket().connect(address, millis);
      return new RendezvousClient(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** This host's address on the way there, where the other ranks reach it too. */
  InetAddress localAddress() {
    return channel.socket().getLocalAddress();
  }

  /** Says who comes and where it listens; waits until all have come. */
  List<InetSocketAddress> join(String token, int rank, int port, int millis) throws IOException {
    Socket socket = channel.socket();
    socket.setSoTimeout(millis);
    var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    JoinWire.hello(out, token, rank, port);
    List<InetSocketAddress> all =
        JoinWire.readWelcome(new DataInputStream(socket.getInputStream()));
    channel.configureBlocking(false);
    return all;
  }

  /** Votes, and waits for what is decided; when the limit comes, it asks for that at once. */
  Board.Agreement agree(Poll.Vote vote, Waiter waiter, long limit) throws InterruptedException {
    answer.clear();
    say(vote, false);
    if (!waiter.await(this::answered, () -> null, limit)) {
      say(vote, true);
      waiter.await(this::answered, () -> null, limit + EXTRA_NANOS);
    }
    if (broken || !whole()) {
      throw new SpmdException(
          "rebuild: the rendezvous is gone (expected: open as long as the group runs)");
    }
    answer.flip();
    var survivors = new ArrayList<Integer>();
    for (int i = answer.getInt(); i > 0; i--) {
      survivors.add(answer.getInt());
    }
    return new Board.Agreement(survivors, answer.getInt());
  }

  private void say(Poll.Vote vote, boolean impatient) {
    var bytes = new ByteArrayOutputStream();
    try {
      JoinWire.vote(new DataOutputStream(bytes), vote, impatient);
      // A few hundred bytes, which a connection with nothing under way takes at once.
      broken |= channel.write(ByteBuffer.wrap(bytes.toByteArray())) < bytes.size();
    } catch (IOException e) {
      broken = true;
    }
  }

  private boolean answered() {
    try {
      broken |= channel.read(answer) < 0;
    } catch (IOException e) {
      broken = true;
    }
    return broken || whole();
  }

  private boolean whole() {
    return answer.position() >= Integer.BYTES
        && answer.position() >= Integer.BYTES * (2 + answer.getInt(0));
  }

  @Override
  public void close() {
    Rendezvous.closeQuietly(channel);
  }
}
