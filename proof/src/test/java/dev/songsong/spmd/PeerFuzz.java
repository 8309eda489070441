// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Any bytes that another rank sends: they are messages, news, or the end of the link with a reason.
 * Lengths are cut to what Jazzer can send, as a rank of the group may well send a gigabyte.
 */
public final class PeerFuzz {
  private static final int LENGTH_AT = 16;
  private static final int MOST = 1 << 16;

  private PeerFuzz() {}

  private static byte[] frame(Header.Kind kind, long detail, int payload) {
    var header = new Header();
    header.set(kind, 1, 2, payload, detail);
    byte[] head = header.segment().toArray(ValueLayout.JAVA_BYTE);
    return Arrays.copyOf(head, head.length + payload);
  }

  /** One of each kind. */
  public static List<byte[]> seeds() {
    return List.of(
        frame(Header.Kind.MESSAGE, Data.Type.BYTE.ordinal(), 5),
        frame(Header.Kind.LEAVE, Standing.ENDED.ordinal(), 3),
        frame(Header.Kind.EXPEL, 1, 4));
  }

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    var news = new ArrayList<String>();
    var link = new Sent(input);
    var peer = new Peer(1, link, listener(news));
    var wanted = new Transfer(1, Header.address(1, 2), Data.of(new byte[5]));
    peer.receive(wanted);
    peer.progress();
    if (!link.ended() && news.isEmpty()) {
      throw new AssertionError("bytes were left without a word");
    }
    if (news.isEmpty()) {
      throw new AssertionError("the link ended without a word");
    }
  }

  private static Peer.News listener(List<String> news) {
    return new Peer.News() {
      @Override
      public void left(int peer, Standing how, String reason) {
        news.add(how + ": " + reason);
      }

      @Override
      public void expelled(int rank, String reason) {
        news.add(rank + ": " + reason);
      }
    };
  }

  /** What was sent, then the end. */
  private static final class Sent implements Link {
    private final MemorySegment bytes;
    private long at;

    Sent(byte[] input) {
      bytes = MemorySegment.ofArray(input.clone());
      for (long frame = 0; frame >= 0 && frame + Header.BYTES <= input.length; ) {
        long length = bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, frame + LENGTH_AT);
        long cut = length > MOST ? length % MOST : length;
        bytes.set(ValueLayout.JAVA_LONG_UNALIGNED, frame + LENGTH_AT, cut);
        frame = cut < 0 ? -1 : frame + Header.BYTES + cut;
      }
    }

    @Override
    public long write(MemorySegment source, long offset, long length) {
      return length;
    }

    @Override
    public void flush() {}

    @Override
    public long read(MemorySegment target, long offset, long length) {
      long count = Math.min(length, bytes.byteSize() - at);
      MemorySegment.copy(bytes, at, target, offset, count);
      at += count;
      return count;
    }

    @Override
    public boolean ended() {
      return at == bytes.byteSize();
    }

    @Override
    public void close() {}
  }
}
