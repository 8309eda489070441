// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What ranks and rendezvous say to each other before data flows: numbers and short texts, each with
 * a length that is checked before anything is made for it.
 */
final class JoinWire {
  private static final long MAGIC = 0x534F4E4753504D31L; // "SONGSPM1"
  private static final int MAX_TEXT = 1024;
  private static final int MAX_RANKS = 1 << 12;

  private JoinWire() {}

  /** Who comes: to the rendezvous, or to another rank. */
  static void hello(DataOutputStream out, String token, int rank, int port) throws IOException {
    out.writeLong(MAGIC);
    text(out, token);
    out.writeInt(rank);
    out.writeInt(port);
    out.flush();
  }

  /** Who came. */
  record Hello(int rank, int port) {}

  static Hello readHello(DataInputStream in, String token) throws IOException {
    if (in.readLong() != MAGIC) {
      throw new ProtocolException("hello: another protocol (expected: a rank of a group)");
    }
    byte[] theirs = readText(in).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(theirs, token.getBytes(StandardCharsets.UTF_8))) {
      throw new ProtocolException(
          "token: wrong (expected: the one the rendezvous was opened with)");
    }
    return new Hello(in.readInt(), port(in.readInt(), 0));
  }

  static void refusal(DataOutputStream out, String reason) throws IOException {
    out.writeInt(-1);
    text(out, reason);
    out.flush();
  }

  static void welcome(DataOutputStream out, List<InetSocketAddress> all) throws IOException {
    out.writeInt(all.size());
    for (InetSocketAddress address : all) {
      text(out, address.getAddress().getHostAddress());
      out.writeInt(address.getPort());
    }
    out.flush();
  }

  /** Where all ranks are; fails with the rendezvous' reason if it refused this one. */
  static List<InetSocketAddress> readWelcome(DataInputStream in) throws IOException {
    int size = in.readInt();
    if (size == -1) {
      throw new IOException("join refused: " + readText(in));
    }
    if (size < 1 || size > MAX_RANKS) {
      throw new ProtocolException("ranks: " + size + " (expected: 1 to " + MAX_RANKS + ")");
    }
    var all = new ArrayList<InetSocketAddress>();
    for (int i = 0; i < size; i++) {
      all.add(new InetSocketAddress(host(readText(in)), port(in.readInt(), 1)));
    }
    return all;
  }

  private static InetAddress host(String text) throws IOException {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("host: " + text + " (expected: an IP address)");
    }
  }

  private static int port(int port, int least) throws IOException {
    if (port < least || port > 0xFFFF) {
      throw new ProtocolException("port: " + port + " (expected: " + least + " to 65535)");
    }
    return port;
  }

  static void vote(DataOutputStream out, Poll.Vote vote, boolean impatient) throws IOException {
    out.writeBoolean(impatient);
    out.writeInt(vote.context());
    out.writeInt(vote.nextContext());
    ranks(out, vote.members());
    ranks(out, vote.gone());
    out.flush();
  }

  static Poll.Vote readVote(DataInputStream in) throws IOException {
    return new Poll.Vote(in.readInt(), in.readInt(), readRanks(in), readRanks(in));
  }

  /**
   * What the rendezvous decided.
   *
   * @param context the communicator it is about; one may be told twice
   */
  record Decision(int context, Board.Agreement agreed) {}

  static void decision(DataOutputStream out, Decision decision) throws IOException {
    out.writeInt(decision.context());
    ranks(out, decision.agreed().survivors());
    out.writeInt(decision.agreed().context());
    out.flush();
  }

  /** Takes the first decision out of the bytes that have come; empty while it isn't whole. */
  static Optional<Decision> readDecision(ByteBuffer in) throws IOException {
    if (in.remaining() < 2 * Integer.BYTES) {
      return Optional.empty();
    }
    int count = count(in.getInt(in.position() + Integer.BYTES));
    if (in.remaining() < (3 + count) * Integer.BYTES) {
      return Optional.empty();
    }
    int context = in.getInt();
    var survivors = new ArrayList<Integer>();
    for (int i = in.getInt(); i > 0; i--) {
      survivors.add(in.getInt());
    }
    return Optional.of(new Decision(context, new Board.Agreement(survivors, in.getInt())));
  }

  static void ranks(DataOutputStream out, List<Integer> ranks) throws IOException {
    out.writeInt(ranks.size());
    for (int rank : ranks) {
      out.writeInt(rank);
    }
  }

  static List<Integer> readRanks(DataInputStream in) throws IOException {
    int count = count(in.readInt());
    var ranks = new ArrayList<Integer>();
    for (int i = 0; i < count; i++) {
      ranks.add(in.readInt());
    }
    return List.copyOf(ranks);
  }

  private static int count(int ranks) throws IOException {
    if (ranks < 0 || ranks > MAX_RANKS) {
      throw new ProtocolException("ranks: " + ranks + " (expected: 0 to " + MAX_RANKS + ")");
    }
    return ranks;
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MAX_TEXT) {
      throw new ProtocolException("text length: " + length + " (expected: 0 to " + MAX_TEXT + ")");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
