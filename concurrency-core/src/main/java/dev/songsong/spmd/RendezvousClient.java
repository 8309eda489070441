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
import java.util.List;
import java.util.Optional;

/** The rendezvous as a rank sees it. Used by its rank's thread only. */
final class RendezvousClient implements AutoCloseable {
  private static final long EXTRA_NANOS = Duration.ofSeconds(5).toNanos();

  private final SocketChannel channel;
  private final ByteBuffer answer = ByteBuffer.allocate(1 << 15);
  private Optional<JoinWire.Decision> decision = Optional.empty();
  private boolean broken;

  private RendezvousClient(SocketChannel channel) {
    this.channel = channel;
  }

  static RendezvousClient connect(InetSocketAddress address, long limit) throws IOException {
    var channel = SocketChannel.open();
    try {
      Mesh.connect(channel, address, "the rendezvous", limit);
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
    decision = Optional.empty();
    say(vote, false);
    if (!waiter.await(() -> answered(vote), () -> null, limit)) {
      say(vote, true);
      waiter.await(() -> answered(vote), () -> null, System.nanoTime() + EXTRA_NANOS);
    }
    return decision
        .filter(whole -> !broken)
        .map(JoinWire.Decision::agreed)
        .orElseThrow(() ->
            new SpmdException(
                "rebuild: the rendezvous is gone (expected: open as long as the group runs)"));
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

  private boolean answered(Poll.Vote vote) {
    try {
      broken |= channel.read(answer) < 0;
      answer.flip();
      do {
        decision = JoinWire.readDecision(answer);
        // Who asks again while it is being decided is told twice: the second comes when it may.
      } while (decision.isPresent() && decision.get().context() != vote.context());
      answer.compact();
      broken |= decision.isPresent() && !vote.members().containsAll(survivors());
    } catch (IOException e) {
      broken = true;
    }
    return broken || decision.isPresent();
  }

  private List<Integer> survivors() {
    return decision.orElseThrow().agreed().survivors();
  }

  @Override
  public void close() {
    Rendezvous.closeQuietly(channel);
  }
}
