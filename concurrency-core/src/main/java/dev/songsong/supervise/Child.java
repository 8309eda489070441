// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import dev.songsong.machine.Budget;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the owner knows of a child; all of it is the owner's alone. */
final class Child {
  final ChildSpec spec;
  ChildState state = ChildState.STOPPED;
  @Nullable Life life;
  OptionalLong pid = OptionalLong.empty();
  long starts;
  Optional<Exit> lastDeath = Optional.empty();

  /** Deaths since it was last healthy. */
  int deaths;

  /** When it became ready. */
  long upAt;

  /** When its minder is given up, while it starts or stops. */
  long deadline;

  /** Whether it is to be forgotten once stopped. */
  boolean leaving;

  /** Whether it was added and has not been up yet: it is forgotten if it can't be started. */
  boolean fresh;

  /** Who waits for it to be up, or to be gone. */
  @Nullable CompletableFuture<Void> waiter;

  /** What its JVM has of the budget, from the first start to the last end. */
  private Budget.@Nullable Lease share;

  Child(ChildSpec spec) {
    this.spec = spec;
  }

  /** Takes its share, if it needs one and hasn't got it; tells what its start may use. */
  Budget take(Budget all, String supervisor) {
    if (share == null && spec.kind() instanceof JvmKind jvm && jvm.cores() > 0) {
      share = all.lease("child " + spec.name() + " of " + supervisor, jvm.cores());
    }
    return share == null ? all : share.budget();
  }

  /** Gives its share back: it has ended and isn't to start again by itself. */
  void giveBack() {
    if (share != null) {
      share.close();
      share = null;
    }
  }

  ChildInfo info() {
    return new ChildInfo(spec.name(), state, pid, Math.max(0, starts - 1), lastDeath);
  }

  /** Whether its minder has a time by which it must tell of the start or the end. */
  boolean timed() {
    return life != null && state != ChildState.UP;
  }

  /** Ends the grace, if it was asked to stop. */
  void hurry() {
    if (state == ChildState.STOPPING && life != null) {
      life.hurry();
    }
  }

  /** Tells who waits that all is well. */
  void answer() {
    if (waiter != null) {
      waiter.complete(null);
      waiter = null;
    }
  }

  /** Tells who waits what went wrong; whether anybody did. */
  boolean refuse(Exception why) {
    if (waiter == null) {
      return false;
    }
    waiter.completeExceptionally(why);
    waiter = null;
    return true;
  }
}
