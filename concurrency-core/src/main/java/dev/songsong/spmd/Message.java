// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.time.Duration;
import java.util.List;

/** A message that a rank sends or receives. Used by its rank's thread only. */
final class Message implements Request {
  private final Circle circle;
  private final String method;
  private final int other;
  private final int tag;
  private final Transfer transfer;
  private final Duration deadline;
  private final long nanos;

  Message(
      Circle circle, String method, int other, int tag, Data data, Duration deadline, long nanos) {
    this.circle = circle;
    this.method = method;
    this.other = other;
    this.tag = tag;
    this.transfer = new Transfer(other, Header.address(circle.context(), tag), data);
    this.deadline = deadline;
    this.nanos = nanos;
  }

  Transfer transfer() {
    return transfer;
  }

  @Override
  public boolean done() {
    circle.rank().requireOwner();
    if (!transfer.done()) {
      circle.rank().waiter().progress();
    }
    if (!transfer.done()) {
      requirePossible();
    }
    return transfer.done();
  }

  /** Whoever only asks must hear too that it can't be done any more. */
  private void requirePossible() {
    RanksLostException lost = circle.hopeless(this, List.of(other));
    if (lost == null) {
      return;
    }
    // The last thing a rank did is seen with the news of its end.
    circle.rank().waiter().progress();
    if (!transfer.done()) {
      circle.rank().peer(circle.world(other)).forget(transfer);
      throw lost;
    }
  }

  @Override
  public void await() throws InterruptedException {
    circle.rank().requireOwner();
    boolean done = transfer.done() || waited();
    if (!done) {
      throw circle.late(this, deadline, List.of(other));
    }
    if (transfer.flaw() != null) {
      throw new MismatchException(
          this
              + ": rank "
              + other
              + " sent "
              + transfer.flaw()
              + " (expected: "
              + transfer.data()
              + ")",
          List.of(other));
    }
  }

  private boolean waited() throws InterruptedException {
    boolean done = false;
    try {
      Peer peer = circle.rank().peer(circle.world(other));
      done =
          circle
              .rank()
              .waiter()
              .await(
                  () -> moved(peer),
                  () -> circle.hopeless(this, List.of(other)),
                  System.nanoTime() + nanos);
      return done;
    } finally {
      if (!done) {
        circle.rank().peer(circle.world(other)).forget(transfer);
      }
    }
  }

  /** Looks at the one connection it waits for, which is quicker than to look at all. */
  private boolean moved(Peer peer) {
    peer.progress();
    return transfer.done();
  }

  @Override
  public String toString() {
    return method
        + "("
        + transfer.data()
        + ", "
        + (method.equals("send") ? "to " : "from ")
        + other
        + ", tag "
        + tag
        + ")";
  }
}
