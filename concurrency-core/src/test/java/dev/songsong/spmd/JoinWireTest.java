// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said before data flows: as it was meant, and as a stranger would have it. */
@Timeout(20)
class JoinWireTest {
  private static final String TOKEN = "of no use elsewhere";

  private interface Said {
    void by(DataOutputStream out) throws IOException;
  }

  private interface Read {
    Object from(DataInputStream in) throws IOException;
  }

  private static byte[] bytes(Said said) throws IOException {
    var bytes = new ByteArrayOutputStream();
    said.by(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static DataInputStream input(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  private static void refused(Read read, Said said, String message) throws IOException {
    byte[] bytes = bytes(said);
    assertThatThrownBy(() -> read.from(input(bytes)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(message);
  }

  /** However early it ends, that is an end and nothing else. */
  private static void endsEverywhere(Read read, byte[] whole) {
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read.from(input(part)))
          .as("%s bytes", length)
          .isInstanceOf(EOFException.class);
    }
  }

  private static Said welcome(int size, String host, int port) {
    return out -> {
      out.writeInt(size);
      text(out, host);
      out.writeInt(port);
    };
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    out.writeInt(text.length());
    out.writeBytes(text);
  }

  @Test
  void welcome_says_where_all_are() throws IOException {
    var places =
        List.of(new InetSocketAddress("127.0.0.1", 1), new InetSocketAddress("::1", 0xFFFF));
    byte[] bytes = bytes(out -> JoinWire.welcome(out, places));
    assertThat(JoinWire.readWelcome(input(bytes))).isEqualTo(places);
    endsEverywhere(JoinWire::readWelcome, bytes);
  }

  @Test
  void welcome_of_a_foreign_rendezvous_is_refused() throws IOException {
    Read read = JoinWire::readWelcome;
    refused(read, welcome(1, "example.org", 1), "host: example.org (expected: an IP address)");
    refused(read, welcome(1, "", 1), "host:  (expected: an IP address)");
    refused(read, welcome(1, "127.0.0.1", 0), "port: 0 (expected: 1 to 65535)");
    refused(read, welcome(1, "127.0.0.1", 65536), "port: 65536 (expected: 1 to 65535)");
    refused(read, welcome(1, "127.0.0.1", -1), "port: -1 (expected: 1 to 65535)");
    refused(read, welcome(0, "127.0.0.1", 1), "ranks: 0 (expected: 1 to 4096)");
    refused(read, welcome(4097, "127.0.0.1", 1), "ranks: 4097 (expected: 1 to 4096)");
    refused(read, welcome(-2, "127.0.0.1", 1), "ranks: -2 (expected: 1 to 4096)");
    refused(read, welcome(1, "1".repeat(1025), 1), "text length: 1025 (expected: 0 to 1024)");
  }

  @Test
  void refusal_says_why() throws IOException {
    byte[] bytes = bytes(out -> JoinWire.refusal(out, "full"));
    assertThatThrownBy(() -> JoinWire.readWelcome(input(bytes)))
        .isInstanceOf(IOException.class)
        .hasMessage("join refused: full");
    endsEverywhere(JoinWire::readWelcome, bytes);
  }

  @Test
  void hello_says_who_comes_to_whoever_knows_the_token() throws IOException {
    byte[] bytes = bytes(out -> JoinWire.hello(out, TOKEN, 3, 4711));
    Read read = in -> JoinWire.readHello(in, TOKEN);
    assertThat(read.from(input(bytes))).isEqualTo(new JoinWire.Hello(3, 4711));
    endsEverywhere(read, bytes);
    refused(
        in -> JoinWire.readHello(in, TOKEN),
        out -> JoinWire.hello(out, "guessed", 3, 4711),
        "token: wrong (expected: the one the rendezvous was opened with)");
    refused(read, out -> out.writeLong(1), "hello: another protocol (expected: a rank of a group)");
  }

  @Test
  void hello_with_an_impossible_port_is_refused() throws IOException {
    Read read = in -> JoinWire.readHello(in, TOKEN);
    refused(
        read, out -> JoinWire.hello(out, TOKEN, 0, 65536), "port: 65536 (expected: 0 to 65535)");
    refused(read, out -> JoinWire.hello(out, TOKEN, 0, -1), "port: -1 (expected: 0 to 65535)");
  }

  @Test
  void vote_says_what_it_was_given() throws IOException {
    var vote = new Poll.Vote(1, 2, List.of(0, 1, 2), List.of(2));
    byte[] bytes = bytes(out -> JoinWire.vote(out, vote, true));
    DataInputStream in = input(bytes);
    assertThat(in.readBoolean()).isTrue();
    assertThat(JoinWire.readVote(in)).isEqualTo(vote);
    endsEverywhere(JoinWire::readVote, Arrays.copyOfRange(bytes, 1, bytes.length));
    Said many =
        out -> {
          out.writeInt(1);
          out.writeInt(2);
          out.writeInt(Integer.MAX_VALUE);
        };
    refused(JoinWire::readVote, many, "ranks: 2147483647 (expected: 0 to 4096)");
  }

  @Test
  void decision_is_taken_when_it_is_whole() throws IOException {
    var decision = new JoinWire.Decision(7, new Board.Agreement(List.of(0, 2), 9));
    byte[] bytes = bytes(out -> JoinWire.decision(out, decision));
    for (int length = 0; length < bytes.length; length++) {
      assertThat(JoinWire.readDecision(ByteBuffer.wrap(bytes, 0, length))).isEmpty();
    }
    ByteBuffer twice = ByteBuffer.allocate(2 * bytes.length).put(bytes).put(bytes).flip();
    assertThat(JoinWire.readDecision(twice)).contains(decision);
    assertThat(JoinWire.readDecision(twice)).contains(decision);
    assertThat(JoinWire.readDecision(twice)).isEmpty();
  }

  @Test
  void decision_with_an_impossible_count_is_refused() {
    for (int count : new int[] {-1, 4097, Integer.MAX_VALUE}) {
      ByteBuffer bytes = ByteBuffer.allocate(64).putInt(7).putInt(count).rewind();
      assertThatThrownBy(() -> JoinWire.readDecision(bytes))
          .isInstanceOf(ProtocolException.class)
          .hasMessage("ranks: " + count + " (expected: 0 to 4096)");
    }
  }
}
