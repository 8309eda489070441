// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import dev.songsong.machine.Budget;
import java.time.Duration;
import java.util.function.Consumer;

/** Begins lives and asks for their ends, and tells the listener; the owner's alone. */
final class Mover {
  private static final Duration SLACK = Duration.ofSeconds(2);

  private final SupervisorConfig config;
  private final Mailbox mailbox;
  private final Roster roster;
  private final Budget budget;
  private boolean hurry;

  Mover(SupervisorConfig config, Budget budget, Mailbox mailbox, Roster roster) {
    this.config = config;
    this.budget = budget;
    this.mailbox = mailbox;
    this.roster = roster;
  }

  /** Begins a life of the child. */
  void begin(Child child) {
    Budget share = child.take(budget, config.name());
    var life = new Life(child.spec, share, config.name(), config.time(), mailbox::put);
    child.life = life;
    child.state = ChildState.STARTING;
    child.starts++;
    child.deadline = in(child.spec.startLimit().plus(Life.KILL_PATIENCE).plus(SLACK));
    roster.publish();
    tell(listener -> listener.childStarting(child.spec.name()));
    life.begin();
  }

  /** Asks a child that runs for its end. */
  void askToStop(Child child) {
    if (child.life != null && child.state != ChildState.STOPPING) {
      child.state = ChildState.STOPPING;
      child.deadline = in(child.spec.grace().plus(Life.KILL_PATIENCE.multipliedBy(2)).plus(SLACK));
      roster.publish();
      child.life.stop();
    }
    if (hurry) {
      child.hurry();
    }
  }

  /** The time after a wait from now. */
  long in(Duration wait) {
    return config.time().nanos() + wait.toNanos();
  }

  /** Tells the listener, whose mistakes harm nobody. */
  void tell(Consumer<SupervisorListener> event) {
    try {
      event.accept(config.listener());
    } catch (RuntimeException e) {
      Thread current = Thread.currentThread();
      current.getUncaughtExceptionHandler().uncaughtException(current, e);
    }
  }

  /** From now on nobody has a grace. */
  void hurry() {
    hurry = true;
    roster.all().forEach(Child::hurry);
  }
}
