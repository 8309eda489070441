// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import dev.songsong.machine.Budget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that decides. All fields are this thread's alone; others put messages into the
 * mailbox and read the roster's snapshot.
 */
final class Owner implements Runnable {
  /*
   * After Erlang/OTP's supervisor [1, 2]: one process with a mailbox, which waits for what must
   * happen in order.
   *
   * - In order, waiting: the first start, the restart of a group, the end. Each wait is bounded by
   *   the minder's own limits, and by a deadline for a minder that user code holds.
   * - At once, not waiting: one child that is added, removed or restarted, and the restarts of
   *   ONE_FOR_ONE. Here this differs from OTP, where a slow start holds up all other restarts: a
   *   worker JVM takes many thousand times as long to start as an Erlang process.
   *
   * States of a child: STOPPED -> STARTING -> UP -> (death) RESTARTING -> STARTING ...
   *                    any of these -> STOPPING -> gone, RESTARTING or STOPPED
   *
   * Invariants: a child has a life in STARTING, UP and STOPPING and in no other state; messages of
   * a life that is not its child's are of the past and dropped; of a group at most one restart is
   * pending, and then none of the group has a life.
   *
   * A failed start: of the first start, and of one that somebody asked for, the asker is told; in a
   * restart it is one more death that counts, as in [1].
   *
   * [1] Erlang/OTP, STDLIB reference manual, supervisor.
   * [2] Erlang/OTP, Design Principles, Supervisor Behaviour.
   */
  private final SupervisorConfig config;
  private final CompletableFuture<Void> begun;
  private final CompletableFuture<Void> end;
  private final TimeSource time;
  private final Mailbox mailbox;
  private final Roster roster;
  private final Mover mover;
  private final Asks asks;
  private final RestartWindow window;
  private final SplittableRandom random;
  private final long startedAt;
  private boolean starting = true; // until the first start is complete
  private boolean grouping; // while a group is stopped to start again
  private boolean closing;
  private @Nullable SupervisorException failure;

  Owner(SupervisorConfig config, CompletableFuture<Void> begun, CompletableFuture<Void> end) {
    this.config = config;
    this.begun = begun;
    this.end = end;
    this.time = config.time();
    this.mailbox = new Mailbox(time);
    this.roster = new Roster(config.strategy(), config.children());
    this.mover = new Mover(config, Budget.current(), mailbox, roster);
    this.asks = new Asks(roster, mover);
    this.window = new RestartWindow(config.intensity(), config.window());
    this.random = new SplittableRandom(config.seed());
    this.startedAt = time.nanos();
  }

  void tell(Message message) {
    mailbox.put(message);
  }

  List<ChildInfo> children() {
    return roster.snapshot();
  }

  @Override
  public void run() {
    try {
      startInOrder(roster.all());
      starting = false;
      if (goesOn()) {
        begun.complete(null);
      }
      while (goesOn()) {
        mailbox.next(roster.nextWake(time.nanos())).ifPresent(this::handle);
        passDeadlines();
        startDue();
      }
    } catch (RuntimeException | Error e) {
      // A mistake of this class: the children are ended all the same, and the user hears of it.
      failure = new SupervisorException("supervisor " + config.name() + ": " + e, List.of(), e);
    } finally {
      stopAll();
    }
  }

  private boolean goesOn() {
    return !closing && failure == null;
  }

  private void handle(Message message) {
    switch (message) {
      case Message.OfLife news -> roster.living(news.life()).ifPresent(child -> hear(child, news));
      case Message.Ask ask -> asks.handle(ask);
      case Message.Close close -> {
        closing = true;
        if (close.hurry()) {
          mover.hurry();
        }
      }
    }
    roster.publish();
  }

  private void hear(Child child, Message.OfLife news) {
    switch (news) {
      case Message.Launched launched -> child.pid = launched.pid();
      case Message.Up _ -> up(child);
      case Message.Down down -> down(child, down.exit());
    }
  }

  private void up(Child child) {
    if (child.state == ChildState.STARTING) {
      child.state = ChildState.UP;
      child.upAt = time.nanos();
      child.fresh = false;
      roster.publish();
      mover.tell(listener -> listener.childUp(child.info()));
      child.answer();
    }
  }

  private void down(Child child, Exit exit) {
    ChildState before = child.state;
    child.life = null;
    child.pid = OptionalLong.empty();
    child.state = ChildState.STOPPED;
    if (before == ChildState.STOPPING) {
      stopped(child, exit);
    } else {
      died(child, exit, before == ChildState.UP);
    }
  }

  private void stopped(Child child, Exit exit) {
    if (child.leaving) {
      roster.forget(child);
    }
    roster.publish();
    mover.tell(listener -> listener.childStopped(child.spec.name(), exit));
    if (child.leaving) {
      child.answer();
    } else if (child.waiter != null && !grouping && goesOn()) {
      mover.begin(child);
    }
  }

  private void died(Child child, Exit exit, boolean wasUp) {
    long now = time.nanos();
    var death = new Death(child.spec.name(), Duration.ofNanos(now - startedAt), exit, wasUp);
    boolean healthy = wasUp && now - child.upAt >= config.backoff().healthyAfter().toNanos();
    child.deaths = healthy ? 1 : child.deaths + 1;
    child.lastDeath = Optional.of(exit);
    window.died(death);
    roster.publish();
    mover.tell(listener -> listener.childDied(death));
    Restart restart = child.spec.restart();
    if (starting && !wasUp) {
      failure = new ChildStartException(child.spec.name(), exit);
    } else if (!wasUp && child.waiter != null) {
      if (child.fresh || restart == Restart.TEMPORARY) {
        roster.forget(child);
      }
      child.giveBack();
      child.refuse(new ChildStartException(child.spec.name(), exit));
    } else if (restart.wants(exit)) {
      restartGroup(child);
    } else if (restart == Restart.TEMPORARY) {
      roster.forget(child);
    } else {
      child.state = ChildState.FINISHED;
      child.giveBack();
    }
  }

  private void restartGroup(Child child) {
    if (!window.allows(time.nanos())) {
      failure = window.gaveUp(config.name(), child.spec.name());
      return;
    }
    grouping = true;
    stopInReverse(roster.group(child));
    grouping = false;
    for (Child member : roster.group(child)) {
      if (member.spec.restart() == Restart.TEMPORARY && member.waiter == null) {
        roster.forget(member);
      } else {
        member.state = ChildState.RESTARTING;
      }
    }
    Duration delay = config.backoff().delay(child.deaths, random);
    roster.restartAt(child, mover.in(delay));
    roster.publish();
    mover.tell(listener -> listener.childRestarting(child.spec.name(), delay));
  }

  private void startDue() {
    Optional<Child> due = roster.takeDue(time.nanos());
    while (due.isPresent() && goesOn()) {
      if (config.strategy() == Strategy.ONE_FOR_ONE) {
        mover.begin(due.get());
      } else {
        startInOrder(roster.group(due.get()));
      }
      due = roster.takeDue(time.nanos());
    }
  }

  /** Starts each when the one before is up, and ends early when one is not. */
  private void startInOrder(List<Child> group) {
    for (Child child : group) {
      if (child.life == null && roster.has(child)) {
        mover.begin(child);
        attend(child);
        if (child.state != ChildState.UP && child.state != ChildState.FINISHED) {
          return;
        }
      }
    }
  }

  private void stopInReverse(List<Child> group) {
    var reversed = new ArrayList<>(group);
    Collections.reverse(reversed);
    for (Child child : reversed) {
      mover.askToStop(child);
      attend(child);
    }
  }

  /** Waits until the child is up, if it starts, or down, and keeps what concerns others. */
  private void attend(Child child) {
    Life life = child.life;
    while (life != null && child.life == life && inMotion(child)) {
      mailbox.about(life, child.deadline).ifPresent(this::handle);
      passDeadlines();
    }
  }

  private boolean inMotion(Child child) {
    return child.state == ChildState.STOPPING || child.state == ChildState.STARTING && goesOn();
  }

  /** Gives up minders that don't keep their own limits, because user code holds them. */
  private void passDeadlines() {
    for (Child child : roster.overdue(time.nanos())) {
      if (child.life != null) {
        child.life.abandon();
        String minder = Life.minderName(config.name(), child.spec.name());
        down(child, Exit.abnormal("hangs: its own code holds thread " + minder));
      }
    }
  }

  /** Ends all in reverse order, then tells everybody who waits. */
  private void stopAll() {
    closing = true;
    SupervisorException why = failure;
    if (why != null && begun.isDone()) {
      mover.tell(listener -> listener.gaveUp(why));
    }
    (config.together() ? roster.all() : List.<Child>of()).forEach(mover::askToStop);
    stopInReverse(roster.all());
    RuntimeException refusal = why == null ? Supervisor.closed(config.name()) : why;
    for (Child child : roster.all()) {
      child.state = child.state == ChildState.FINISHED ? child.state : ChildState.STOPPED;
      child.giveBack();
      child.refuse(refusal);
    }
    roster.publish();
    begun.completeExceptionally(refusal);
    // Who asks after this sees the end; who asked before is in the mailbox.
    if (why == null) {
      end.complete(null);
    } else {
      end.completeExceptionally(why);
    }
    for (Message message : mailbox.rest()) {
      if (message instanceof Message.Ask ask) {
        ask.answer().completeExceptionally(refusal);
      }
    }
  }
}
