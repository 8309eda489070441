// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The board in the memory that the ranks share with their launcher.
 *
 * <p>Thread-safe: ranks and launcher write the same words, each by compare-and-set.
 */
final class SharedBoard implements Board {
  /*
   * A standing moves once: RUNNING -> WRITING -> ENDED, FAILED, DEAD or EXPELLED. Who wins the step
   * to WRITING writes the reason, then releases the standing; readers take WRITING for RUNNING. A
   * writer killed in between is overruled by the launcher, who says DEAD without asking.
   *
   * A poll (after ULFM's agreement, made simple by memory that outlives its writers): each survivor
   * marks that it has come; when every member has come or is gone, a survivor writes down whom it
   * keeps and tries to set the decision, 0 -> its rank + 1. All take the winner's ballot. So they
   * agree even when members die meanwhile; who was kept and is dead breaks the new communicator.
   */
  private static final long WRITING = -1;

  private final MemorySegment memory;
  private final GroupLayout layout;
  private final int me;

  /** The board as a rank sees it; the launcher is -1. */
  SharedBoard(MemorySegment memory, GroupLayout layout, int me) {
    this.memory = memory;
    this.layout = layout;
    this.me = me;
  }

  @Override
  public long changes() {
    return Words.acquire(memory, GroupLayout.CHANGES);
  }

  @Override
  public Standing standing(int rank) {
    long word = Words.acquire(memory, layout.rank(rank) + GroupLayout.STATE);
    return word == WRITING ? Standing.RUNNING : Standing.values()[(int) word];
  }

  @Override
  public String reason(int rank) {
    long at = layout.rank(rank) + GroupLayout.REASON;
    long length = Math.clamp(memory.get(ValueLayout.JAVA_LONG, at), 0, GroupLayout.REASON_BYTES);
    byte[] text = memory.asSlice(at + 8, length).toArray(ValueLayout.JAVA_BYTE);
    return new String(text, StandardCharsets.UTF_8);
  }

  @Override
  public void leave(Standing how, String reason) {
    set(me, how, reason);
  }

  @Override
  public boolean settled() {
    return true;
  }

  @Override
  public void expel(int rank, String reason) {
    set(rank, Standing.EXPELLED, reason);
  }

  private void set(int rank, Standing how, String reason) {
    long at = layout.rank(rank) + GroupLayout.STATE;
    if (Words.compareAndSet(memory, at, Standing.RUNNING.ordinal(), WRITING)) {
      write(rank, how, reason);
    }
  }

  /** The launcher's: the rank's process has died. */
  void dead(int rank, String reason) {
    if (standing(rank) != Standing.ENDED) {
      write(rank, Standing.DEAD, reason);
    }
  }

  private void write(int rank, Standing how, String reason) {
    long at = layout.rank(rank) + GroupLayout.REASON;
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    int length = (int) Math.min(text.length, GroupLayout.REASON_BYTES);
    MemorySegment.copy(text, 0, memory, ValueLayout.JAVA_BYTE, at + 8, length);
    memory.set(ValueLayout.JAVA_LONG, at, length);
    Words.release(memory, layout.rank(rank) + GroupLayout.STATE, how.ordinal());
    Words.getAndAdd(memory, GroupLayout.CHANGES, 1);
  }

  /** A process takes the next number. */
  int claimProcess() {
    return (int) Words.getAndAdd(memory, GroupLayout.PROCESSES, 1);
  }

  /** A rank says which process and which of the launcher's tasks it is. */
  void claim(int rank, long pid, int task) {
    Words.release(memory, layout.rank(rank) + GroupLayout.PID, pid);
    Words.release(memory, layout.rank(rank) + GroupLayout.TASK, task + 1L);
    Words.getAndAdd(memory, GroupLayout.CHANGES, 1);
  }

  /** The process of a rank; 0 before it has begun. */
  long pid(int rank) {
    return Words.acquire(memory, layout.rank(rank) + GroupLayout.PID);
  }

  /** The launcher's task of a rank; -1 before it has begun. */
  int task(int rank) {
    return (int) Words.acquire(memory, layout.rank(rank) + GroupLayout.TASK) - 1;
  }

  boolean allBegun() {
    return IntStream.range(0, layout.size()).allMatch(rank -> task(rank) >= 0);
  }

  @Override
  public Agreement agree(
      int context, List<Integer> members, int nextContext, Waiter waiter, long limit)
      throws InterruptedException {
    if (context >= GroupLayout.CONTEXTS) {
      throw new SpmdException(
          "rebuild: communicator "
              + context
              + " (expected: one of the first "
              + GroupLayout.CONTEXTS
              + "); rebuild the one it was split from");
    }
    long decision = layout.ballot(context, Collections.min(members)) + GroupLayout.DECISION;
    long mine = layout.ballot(context, me);
    memory.set(ValueLayout.JAVA_LONG, mine + GroupLayout.NEXT, nextContext);
    Words.release(memory, mine + GroupLayout.CAME, 1);
    boolean met =
        waiter.await(
            () ->
                Words.acquire(memory, decision) != 0
                    || members.stream().allMatch(rank -> came(context, rank) || gone(rank)),
            () -> null,
            limit);
    if (!met) {
      expelLate(context, members);
    }
    propose(context, members, decision);
    return decided(context, members, (int) Words.acquire(memory, decision) - 1);
  }

  private void expelLate(int context, List<Integer> members) {
    members.stream()
        .filter(rank -> !came(context, rank) && !gone(rank))
        .forEach(rank -> expel(rank, "did not come to a rebuild in time"));
  }

  private boolean came(int context, int rank) {
    return Words.acquire(memory, layout.ballot(context, rank) + GroupLayout.CAME) != 0;
  }

  private boolean gone(int rank) {
    return standing(rank) != Standing.RUNNING;
  }

  private void propose(int context, List<Integer> members, long decision) {
    if (Words.acquire(memory, decision) != 0) {
      return;
    }
    long kept = layout.ballot(context, me) + GroupLayout.KEPT;
    for (int rank : members) {
      boolean keep = came(context, rank) && !gone(rank);
      memory.set(ValueLayout.JAVA_BYTE, kept + rank, (byte) (keep ? 1 : 0));
    }
    Words.compareAndSet(memory, decision, 0, me + 1L);
  }

  private Agreement decided(int context, List<Integer> members, int winner) {
    long kept = layout.ballot(context, winner) + GroupLayout.KEPT;
    List<Integer> survivors =
        members.stream()
            .filter(rank -> memory.get(ValueLayout.JAVA_BYTE, kept + rank) != 0)
            .toList();
    long next =
        survivors.stream()
            .mapToLong(rank ->
                memory.get(ValueLayout.JAVA_LONG, layout.ballot(context, rank) + GroupLayout.NEXT))
            .max()
            .orElse(0);
    return new Agreement(survivors, (int) next);
  }
}
