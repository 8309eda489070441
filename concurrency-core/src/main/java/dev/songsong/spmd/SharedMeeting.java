// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * A meeting in shared memory: each member writes its post, then looks at the others'.
 *
 * <p>Two posts a member take turns. Who posts for meeting n + 2 has seen everybody post for n + 1,
 * and they do so only when they have read the posts of n: so a post is never overwritten too early.
 */
final class SharedMeeting extends Meeting {
  private static final long CALL = 8;
  private static final long CHUNKS = 40;
  private static final long LENGTH = 48;
  private static final long PAYLOAD = 64;

  private final SharedData shared;
  private final MemorySegment memory;
  // Where the members' posts lie: for even numbers, then for odd ones.
  private final long[] posts;
  private final BooleanSupplier complete = this::complete;
  private int come;

  SharedMeeting(Circle circle, SharedData shared) {
    super(circle);
    this.shared = shared;
    this.memory = shared.memory();
    this.posts = new long[2 * circle.size()];
    for (int i = 0; i < posts.length; i++) {
      int rank = circle.world(i % circle.size());
      posts[i] = shared.layout().post(circle.context(), i / circle.size(), rank);
    }
  }

  @Override
  long room() {
    return GroupLayout.INLINE;
  }

  private long post(int member) {
    return posts[(int) (number() & 1) * circle().size() + member];
  }

  @Override
  void meet(Call call, MemorySegment payload, Timing timing) throws InterruptedException {
    circle().requireWhole(call);
    long number = next();
    come = 0;
    long post = post(circle().me());
    call.write(memory, post + CALL);
    memory.set(JAVA_LONG, post + CHUNKS, shared.chunks());
    memory.set(JAVA_LONG, post + LENGTH, payload.byteSize());
    MemorySegment.copy(payload, 0, memory, post + PAYLOAD, payload.byteSize());
    Words.release(memory, post, number);
    Waiter waiter = circle().rank().waiter();
    if (!waiter.await(complete, () -> circle().hopeless(call, missing()), timing.limit())) {
      throw circle().lateFor(call, timing.deadline(), missing());
    }
    compare(call);
  }

  private boolean complete() {
    while (come < circle().size() && Words.acquire(memory, post(come)) == number()) {
      come++;
    }
    return come == circle().size();
  }

  private List<Integer> missing() {
    return IntStream.range(0, circle().size())
        .filter(member -> Words.acquire(memory, post(member)) != number())
        .boxed()
        .toList();
  }

  @Override
  MemorySegment payload(int member) {
    long post = post(member);
    long length = Math.clamp(memory.get(JAVA_LONG, post + LENGTH), 0, GroupLayout.INLINE);
    return memory.asSlice(post + PAYLOAD, length);
  }

  @Override
  long chunks(int member) {
    return memory.get(JAVA_LONG, post(member) + CHUNKS);
  }

  @Override
  Call call(int member) {
    return Call.read(memory, post(member) + CALL);
  }

  @Override
  boolean same(int member, Call call) {
    return call.isAt(memory, post(member) + CALL);
  }
}
