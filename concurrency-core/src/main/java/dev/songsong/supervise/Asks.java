// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Does what users ask for; the owner's alone. The answers come when the child is up or gone. */
final class Asks {
  private final Roster roster;
  private final Mover mover;

  Asks(Roster roster, Mover mover) {
    this.roster = roster;
    this.mover = mover;
  }

  void handle(Message.Ask ask) {
    switch (ask) {
      case Message.Add add -> add(add);
      case Message.Remove remove ->
          named(remove, remove.child()).ifPresent(child -> remove(child, remove.answer()));
      case Message.RestartChild again ->
          named(again, again.child()).ifPresent(child -> restart(child, again.answer()));
    }
  }

  private void add(Message.Add add) {
    var child = new Child(add.spec());
    if (roster.named(add.spec().name()).isPresent()) {
      String name = add.spec().name();
      add.answer().completeExceptionally(new IllegalArgumentException(Checks.twice(name)));
    } else {
      child.fresh = true;
      child.waiter = add.answer();
      roster.add(child);
      mover.begin(child);
    }
  }

  private void remove(Child child, CompletableFuture<Void> answer) {
    if (child.leaving && child.waiter != null) {
      // Somebody asked before: both hear of the one end.
      var unused =
          child.waiter.whenComplete((_, failure) -> {
            if (failure == null) {
              answer.complete(null);
            } else {
              answer.completeExceptionally(failure);
            }
          });
      return;
    }
    child.refuse(new IllegalStateException("child " + child.spec.name() + ": is being removed"));
    child.leaving = true;
    child.waiter = answer;
    if (child.life == null) {
      roster.forget(child);
      child.answer();
    } else {
      mover.askToStop(child);
    }
  }

  private void restart(Child child, CompletableFuture<Void> answer) {
    if (child.waiter != null || child.leaving) {
      String name = child.spec.name();
      answer.completeExceptionally(
          new IllegalStateException(
              "child " + name + ": another call changes it (expected: one at a time)"));
      return;
    }
    child.waiter = answer;
    roster.handOver(child);
    if (child.life == null) {
      mover.begin(child);
    } else {
      mover.askToStop(child);
    }
  }

  private Optional<Child> named(Message.Ask ask, String name) {
    Optional<Child> found = roster.named(name);
    if (found.isEmpty()) {
      String message = "child: " + name + " (expected: one of " + roster.names() + ")";
      ask.answer().completeExceptionally(new IllegalArgumentException(message));
    }
    return found;
  }
}
