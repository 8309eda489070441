// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What is under way to and from one other rank: sends in their order, and receives matched by
 * context and tag, each in the order of arrival. Used by its rank's thread only; never waits.
 */
final class Peer {

  /** Is told what comes beside messages. */
  interface News {
    /** For links that carry nothing but messages. */
    News NONE =
        new News() {
          @Override
          public void left(int peer, Standing how, String reason) {}

          @Override
          public void expelled(int rank, String reason) {}
        };

    void left(int peer, Standing how, String reason);

    void expelled(int rank, String reason);
  }

  private record Arrived(long address, Data data) {}

  private static final Data NOWHERE = Data.of(new byte[0]);

  private final int rank;
  private final Link link;
  private final News news;
  private final Deque<Transfer> sends = new ArrayDeque<>();
  private final Deque<Transfer> receives = new ArrayDeque<>();
  private final Deque<Arrived> unexpected = new ArrayDeque<>();
  private final Header out = new Header();
  private final Header in = new Header();
  private long sent; // of the first send, its header included
  private long got; // of what comes in, its header included
  private @Nullable Transfer match; // the receive that what comes in is for
  private Data target = NOWHERE; // where it goes
  private long moved; // out and in, since the beginning
  private boolean over;

  Peer(int rank, Link link, News news) {
    this.rank = rank;
    this.link = link;
    this.news = news;
  }

  void send(Transfer send) {
    sends.add(send);
    pump();
  }

  void receive(Transfer receive) {
    for (var each = unexpected.iterator(); each.hasNext(); ) {
      Arrived arrived = each.next();
      if (arrived.address() == receive.address()) {
        each.remove();
        hand(arrived.data(), receive);
        return;
      }
    }
    receives.add(receive);
    drain();
  }

  /**
   * Gives up a transfer whose caller no longer waits. What has begun to move moves on, but from or
   * into memory of its own: the stream stays whole, and the caller's data is left alone.
   */
  void forget(Transfer transfer) {
    receives.remove(transfer);
    if (transfer == match) {
      Data own = room(in.bytes(), target.type());
      MemorySegment.copy(target.segment(), 0, own.segment(), 0, Math.max(0, got - Header.BYTES));
      target = own;
      match = null;
    }
    if (transfer == sends.peek() && sent > 0) {
      sends.remove();
      Data own = room(transfer.data().segment().byteSize(), transfer.data().type());
      own.segment().copyFrom(transfer.data().segment());
      sends.addFirst(new Transfer(rank, transfer.address(), own));
    } else {
      sends.remove(transfer);
    }
  }

  /** A frame without an answer, for news; dropped if the link is over. */
  void tell(Header.Kind kind, long detail, String text) {
    Data whole = Data.of(text.getBytes(StandardCharsets.UTF_8));
    Data payload = whole.slice(0, Math.min(whole.length(), Header.MAX_NEWS));
    var header = new Header();
    header.set(kind, 0, 0, payload.length(), detail);
    sends.add(new Transfer(rank, -1, join(header, payload)));
    pump();
  }

  private static Data join(Header header, Data payload) {
    MemorySegment all =
        MemorySegment.ofArray(new byte[Math.toIntExact(Header.BYTES + payload.length())]);
    MemorySegment.copy(header.segment(), 0, all, 0, Header.BYTES);
    MemorySegment.copy(payload.segment(), 0, all, Header.BYTES, payload.length());
    return Data.of(all, Data.Type.BYTE);
  }

  boolean idle() {
    return over || (sends.isEmpty() && link.drained());
  }

  /** How many bytes have gone out and come in so far. */
  long moved() {
    return moved + sent + got;
  }

  /** Moves what can be moved both ways. */
  void progress() {
    if (!sends.isEmpty() || !link.drained()) {
      pump();
    }
    drain();
  }

  private void pump() {
    boolean wrote = false;
    while (!sends.isEmpty() && !over) {
      Transfer first = sends.peek();
      long before = sent;
      boolean whole = push(first);
      wrote |= sent > before || whole;
      if (!whole) {
        break;
      }
      sends.remove();
      link.endWrite();
      moved += sent;
      sent = 0;
      first.finish();
    }
    if (wrote || !link.drained()) {
      link.flush();
    }
  }

  /** Writes what fits of a send; true when that was all of it. */
  private boolean push(Transfer send) {
    MemorySegment body = send.data().segment();
    long head = send.address() == -1 ? 0 : Header.BYTES;
    if (sent < head) {
      if (sent == 0) {
        out.set(
            Header.Kind.MESSAGE,
            (int) (send.address() >> 32),
            (int) send.address(),
            body.byteSize(),
            send.data().type().ordinal());
      }
      sent += link.write(out.segment(), sent, head - sent);
      if (sent < head) {
        return false;
      }
    }
    sent += link.write(body, sent - head, body.byteSize() - (sent - head));
    return sent == head + body.byteSize();
  }

  private void drain() {
    while (!over) {
      if (got < Header.BYTES) {
        got += link.read(in.segment(), got, Header.BYTES - got);
        if (got < Header.BYTES) {
          endIfClosed();
          return;
        }
        String flaw = in.flaw();
        if (flaw != null) {
          close(flaw);
          return;
        }
        openTarget();
      }
      long done = got - Header.BYTES;
      got += link.read(target.segment(), done, in.bytes() - done);
      if (got < Header.BYTES + in.bytes()) {
        endIfClosed();
        return;
      }
      moved += got;
      got = 0;
      link.endRead();
      arrived();
    }
  }

  private void endIfClosed() {
    if (link.ended()) {
      close(got == 0 ? "its connection was closed" : "its connection was closed within a message");
    }
  }

  private void close(String why) {
    over = true;
    news.left(rank, Standing.DEAD, why);
  }

  /** Finds out where what comes in shall go: to a receive that fits, or into memory of its own. */
  private void openTarget() {
    match = in.kind() == Header.Kind.MESSAGE ? matching(in.address()) : null;
    if (match != null && match.takes(in.bytes(), in.detail())) {
      target = match.data();
      return;
    }
    Data.Type type =
        in.kind() == Header.Kind.MESSAGE ? Data.Type.values()[(int) in.detail()] : Data.Type.BYTE;
    target = room(in.bytes(), in.bytes() % type.size() == 0 ? type : Data.Type.BYTE);
  }

  private static Data room(long bytes, Data.Type type) {
    long words = Math.ceilDiv(bytes, Long.BYTES);
    MemorySegment all = MemorySegment.ofArray(new long[(int) words]);
    return Data.of(all.asSlice(0, bytes), type);
  }

  private @Nullable Transfer matching(long address) {
    Transfer first = receives.peek();
    if (first == null) {
      return null;
    }
    if (first.address() == address) {
      return receives.remove();
    }
    for (var each = receives.iterator(); each.hasNext(); ) {
      Transfer receive = each.next();
      if (receive.address() == address) {
        each.remove();
        return receive;
      }
    }
    return null;
  }

  private void arrived() {
    Data data = target;
    target = NOWHERE;
    if (in.kind() != Header.Kind.MESSAGE) {
      news(data);
      return;
    }
    if (match == null) {
      // Its receive may have been begun while it was on the way.
      match = matching(in.address());
    }
    if (match == null) {
      unexpected.add(new Arrived(in.address(), data));
    } else if (match.data() == data) {
      match.finish();
    } else {
      hand(data, requireNonNull(match));
    }
    match = null;
  }

  private void hand(Data data, Transfer receive) {
    long bytes = data.segment().byteSize();
    if (receive.takes(bytes, data.type().ordinal())) {
      MemorySegment.copy(data.segment(), 0, receive.data().segment(), 0, bytes);
      receive.finish();
    } else {
      receive.fail(data.toString());
    }
  }

  private void news(Data text) {
    String reason =
        new String(text.segment().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    if (in.kind() == Header.Kind.EXPEL) {
      news.expelled((int) in.detail(), reason);
    } else {
      news.left(rank, Standing.values()[(int) in.detail()], reason);
    }
  }
}
