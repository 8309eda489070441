// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A rank as the rendezvous sees it. Its own thread reads; any thread of the rendezvous may tell it
 * something.
 */
final class RendezvousSeat {
  private static final long HELLO_NANOS = Duration.ofSeconds(5).toNanos();

  private final int rank;
  private final InetSocketAddress address;
  private final DataInputStream in;
  private final DataOutputStream out; // guarded by lock
  private final ReentrantLock lock = new ReentrantLock();
  // Both written and read by the seat's own thread.
  private Poll.Vote vote = new Poll.Vote(0, 0, List.of(), List.of());
  private boolean impatient;

  private RendezvousSeat(
      int rank, InetSocketAddress address, DataInputStream in, DataOutputStream out) {
    this.rank = rank;
    this.address = address;
    this.in = in;
    this.out = out;
  }

  /** Hears who comes; strangers fail here. */
  static RendezvousSeat greet(SocketChannel connection, String token, int size) throws IOException {
    Socket socket = connection.socket();
    var hi = new DataInputStream(new TimedInput(socket, System.nanoTime() + HELLO_NANOS));
    var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    try {
      JoinWire.Hello hello = JoinWire.readHello(hi, token);
      if (hello.rank() < 0 || hello.rank() >= size) {
        throw new ProtocolException(
            "rank: " + hello.rank() + " (expected: 0 <= rank < " + size + ")");
      }
      socket.setSoTimeout(0);
      var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      var address = new InetSocketAddress(socket.getInetAddress(), hello.port());
      return new RendezvousSeat(hello.rank(), address, in, out);
    } catch (ProtocolException e) {
      JoinWire.refusal(out, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  int rank() {
    return rank;
  }

  /** Where this rank waits for the others. */
  InetSocketAddress address() {
    return address;
  }

  void refuse(String reason) {
    say(() -> JoinWire.refusal(out, reason));
  }

  void welcome(List<InetSocketAddress> all) {
    say(() -> JoinWire.welcome(out, all));
  }

  private interface Words {
    void write() throws IOException;
  }

  /** Writes under the lock, against the rule: what two threads say must not mix. */
  private void say(Words words) {
    lock.lock();
    try {
      words.write();
    } catch (IOException e) {
      // It is gone, which its own thread will notice.
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next vote; false when the rank has left. */
  boolean readVote() throws IOException {
    try {
      impatient = in.readBoolean();
    } catch (EOFException e) {
      return false;
    }
    vote = JoinWire.readVote(in);
    return true;
  }

  Poll.Vote vote() {
    return vote;
  }

  /** Whether it shall be decided at once, without those who have not come. */
  boolean impatient() {
    return impatient;
  }

  void tell(JoinWire.Decision decision) {
    say(() -> JoinWire.decision(out, decision));
  }
}
