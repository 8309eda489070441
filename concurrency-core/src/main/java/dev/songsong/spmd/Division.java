// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Who goes where in a split: the same answer on every rank, from what all brought to the meeting.
 *
 * @param context the first context that no member has used
 */
record Division(Circle circle, List<Choice> choices, int context) {

  record Choice(int member, int color, int key) {}

  static Division read(Circle circle) {
    var choices = new ArrayList<Choice>();
    int next = 0;
    for (int member = 0; member < circle.size(); member++) {
      MemorySegment brought = circle.meeting().payload(member);
      int color = brought.get(JAVA_INT_UNALIGNED, 0);
      choices.add(new Choice(member, color, brought.get(JAVA_INT_UNALIGNED, 4)));
      next = Math.max(next, brought.get(JAVA_INT_UNALIGNED, 8));
    }
    return new Division(circle, choices, next);
  }

  Circle circleOf(int color) {
    List<Integer> members =
        choices.stream()
            .filter(choice -> choice.color() == color)
            .sorted(Comparator.comparingInt(Choice::key).thenComparingInt(Choice::member))
            .map(choice -> circle.world(choice.member()))
            .toList();
    circle.rank().contextsTakenBelow(context + 1);
    // Circles of other colors have other members, so that they can use the same context.
    return new Circle(circle.rank(), members, context);
  }
}
