// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A supervisor's children in the order of their first start, and the restarts that are to come. All
 * is the owner's alone, but for the snapshot, which anybody may read.
 */
final class Roster {
  private record Pending(Child child, long at) {}

  private final Strategy strategy;
  private final List<Child> children = new ArrayList<>();
  private final List<Pending> pending = new ArrayList<>();
  // Written by the owner, read by anybody.
  private volatile ImmutableList<ChildInfo> snapshot = ImmutableList.of();

  Roster(Strategy strategy, List<ChildSpec> specs) {
    this.strategy = strategy;
    specs.forEach(spec -> children.add(new Child(spec)));
    publish();
  }

  List<ChildInfo> snapshot() {
    return snapshot;
  }

  void publish() {
    snapshot = children.stream().map(Child::info).collect(ImmutableList.toImmutableList());
  }

  List<Child> all() {
    return List.copyOf(children);
  }

  List<String> names() {
    return children.stream().map(child -> child.spec.name()).toList();
  }

  Optional<Child> named(String name) {
    return children.stream().filter(child -> child.spec.name().equals(name)).findFirst();
  }

  /** The child whose present life it is; empty for a life of the past. */
  Optional<Child> living(Life life) {
    return children.stream().filter(child -> child.life == life).findFirst();
  }

  /** Who starts anew with this child, in order. */
  List<Child> group(Child child) {
    return switch (strategy) {
      case ONE_FOR_ONE -> List.of(child);
      case ONE_FOR_ALL -> all();
      case REST_FOR_ONE -> List.copyOf(children.subList(children.indexOf(child), children.size()));
    };
  }

  void add(Child child) {
    children.add(child);
  }

  void forget(Child child) {
    handOver(child);
    child.giveBack();
    children.remove(child);
    publish();
  }

  /** The restart that waits for this child's sake waits for the next of its group. */
  void handOver(Child child) {
    for (Pending next : List.copyOf(pending)) {
      if (next.child() == child) {
        pending.remove(next);
        group(child).stream()
            .filter(other -> other != child && other.state == ChildState.RESTARTING)
            .findFirst()
            .ifPresent(other -> pending.add(new Pending(other, next.at())));
      }
    }
  }

  /** Whether it has not been forgotten meanwhile. */
  boolean has(Child child) {
    return children.contains(child);
  }

  /** The child's group starts again at that time; takes the place of pending ones of the group. */
  void restartAt(Child child, long at) {
    List<Child> group = group(child);
    pending.removeIf(next -> group.contains(next.child()));
    pending.add(new Pending(child, at));
  }

  /** Takes one child whose restart is due. */
  Optional<Child> takeDue(long now) {
    var due = pending.stream().filter(next -> next.at() - now <= 0).findFirst();
    due.ifPresent(pending::remove);
    return due.map(Pending::child);
  }

  /** Children whose minders should long have told of their start or end. */
  List<Child> overdue(long now) {
    return children.stream().filter(child -> child.timed() && child.deadline - now <= 0).toList();
  }

  /** When something is to be done, if no message comes before. */
  long nextWake(long now) {
    long wait = Long.MAX_VALUE / 2;
    for (Pending next : pending) {
      wait = Math.min(wait, next.at() - now);
    }
    for (Child child : children) {
      wait = child.timed() ? Math.min(wait, child.deadline - now) : wait;
    }
    return now + Math.max(0, wait);
  }
}
