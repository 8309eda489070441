// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

/** Any bytes read as what ranks and rendezvous say before data flows. */
public final class JoinWireFuzz {
  private JoinWireFuzz() {}

  private interface Said {
    void by(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(int choice, Said said) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeByte(choice);
    said.by(out);
    return bytes.toByteArray();
  }

  /** One of each. */
  public static List<byte[]> seeds() throws IOException {
    var here = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 4711);
    var decided = new JoinWire.Decision(1, new Board.Agreement(List.of(0, 1), 2));
    return List.of(
        bytes(0, out -> JoinWire.hello(out, "token", 1, 4711)),
        bytes(1, out -> JoinWire.welcome(out, List.of(here, here))),
        bytes(1, out -> JoinWire.refusal(out, "full")),
        bytes(2, out -> JoinWire.vote(out, new Poll.Vote(1, 2, List.of(0, 1), List.of(1)), true)),
        bytes(3, out -> JoinWire.decision(out, decided)));
  }

  /** Called by Jazzer: the first byte says what it is read as. */
  public static void fuzzerTestOneInput(byte[] input) {
    try (var in = new DataInputStream(new ByteArrayInputStream(input))) {
      switch (in.readByte()) {
        case 0 -> JoinWire.readHello(in, "token");
        case 1 -> JoinWire.readWelcome(in);
        case 2 -> JoinWire.readVote(in);
        default -> JoinWire.readDecision(ByteBuffer.wrap(in.readAllBytes()));
      }
    } catch (IOException e) {
      // What a stranger is answered.
    }
  }
}
