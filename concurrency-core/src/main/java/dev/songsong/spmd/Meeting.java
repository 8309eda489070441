// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How every collective begins: each member says what it calls, with a small payload, and none goes
 * on before all have said the same. Used by its rank's thread only.
 */
abstract class Meeting {
  private static final int OWN = 1 << 31; // tags below zero are this package's own
  private static final int DATA = 1;

  private final Circle circle;
  private long number; // of this meeting, the same on all members

  Meeting(Circle circle) {
    this.circle = circle;
  }

  final Circle circle() {
    return circle;
  }

  final long next() {
    return ++number;
  }

  final long number() {
    return number;
  }

  /**
   * What marks the messages of a meeting, and of the collective that it opens. Whoever left one
   * early, interrupted, must not take what was meant for that one in the next.
   */
  final int postTag() {
    return OWN | (int) number << 1;
  }

  final int dataTag() {
    return postTag() | DATA;
  }

  /** The largest payload. */
  abstract long room();

  /**
   * Waits until all members have come.
   *
   * @throws RanksLateException if not all come in time; the others are given up
   * @throws MismatchException on every member, if not all called the same
   */
  abstract void meet(Call call, MemorySegment payload, Timing timing) throws InterruptedException;

  /** What a member brought along; there until the next meeting. */
  abstract MemorySegment payload(int member);

  /** How many chunks a member had filled in its window when it came. */
  abstract long chunks(int member);

  /** What a member called. */
  abstract Call call(int member);

  abstract boolean same(int member, Call call);

  final void compare(Call mine) {
    for (int member = 0; member < circle.size(); member++) {
      if (!same(member, mine)) {
        throw mismatch();
      }
    }
  }

  private MismatchException mismatch() {
    List<Call> calls = IntStream.range(0, circle.size()).mapToObj(this::call).toList();
    var different = new ArrayList<Integer>();
    for (int member = 1; member < calls.size(); member++) {
      if (!calls.get(member).equals(calls.getFirst())) {
        different.add(member);
      }
    }
    String each =
        IntStream.range(0, calls.size())
            .mapToObj(member -> "rank " + member + " called " + calls.get(member))
            .collect(Collectors.joining(", "));
    return new MismatchException(
        "collective: " + each + " (expected: the same call on every rank)", different);
  }
}
