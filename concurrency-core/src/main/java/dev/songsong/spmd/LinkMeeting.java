// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A meeting by messages: each member sends its post to every other. */
final class LinkMeeting extends Meeting {
  private static final long LENGTH = Call.BYTES;
  private static final long PAYLOAD = Call.BYTES + 8;
  private static final long ROOM = 8192;

  // By member; what came in the last meeting.
  private final List<MemorySegment> posts = new ArrayList<>();

  LinkMeeting(Circle circle) {
    super(circle);
    for (int i = 0; i < circle.size(); i++) {
      posts.add(MemorySegment.ofArray(new long[(int) ((PAYLOAD + ROOM) / Long.BYTES)]));
    }
  }

  @Override
  long room() {
    return ROOM;
  }

  @Override
  void meet(Call call, MemorySegment payload, Timing timing) throws InterruptedException {
    circle().requireWhole(call);
    next();
    MemorySegment mine = posts.get(circle().me());
    call.write(mine, 0);
    mine.set(ValueLayout.JAVA_LONG_UNALIGNED, LENGTH, payload.byteSize());
    MemorySegment.copy(payload, 0, mine, PAYLOAD, payload.byteSize());
    Data post = Data.of(mine.asSlice(0, PAYLOAD + payload.byteSize()), Data.Type.BYTE);
    var exchange = new Exchange(circle(), postTag(), Optional.empty(), call, timing);
    IntStream.range(0, circle().size())
        .filter(member -> member != circle().me())
        .forEach(member -> {
          exchange.receiveUpTo(Data.of(posts.get(member), Data.Type.BYTE), member);
          exchange.send(post, member);
        });
    exchange.await();
    compare(call);
  }

  @Override
  MemorySegment payload(int member) {
    MemorySegment post = posts.get(member);
    long length = Math.clamp(post.get(ValueLayout.JAVA_LONG_UNALIGNED, LENGTH), 0, ROOM);
    return post.asSlice(PAYLOAD, length);
  }

  @Override
  long chunks(int member) {
    return 0;
  }

  @Override
  Call call(int member) {
    return Call.read(posts.get(member), 0);
  }

  @Override
  boolean same(int member, Call call) {
    return call.isAt(posts.get(member), 0);
  }
}
