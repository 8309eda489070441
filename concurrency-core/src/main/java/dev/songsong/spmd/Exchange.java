// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.util.ArrayList;
import java.util.List;

/**
 * Sends and receives of one collective call that are waited for together. Used by its rank's thread
 * only.
 */
final class Exchange {
  private final Circle circle;
  private final int tag;
  private final Call call;
  private final Timing timing;
  // In the order they were begun.
  private final List<Transfer> transfers = new ArrayList<>();
  private int finished; // the first so many are

  Exchange(Circle circle, int tag, Call call, Timing timing) {
    this.circle = circle;
    this.tag = tag;
    this.call = call;
    this.timing = timing;
  }

  void send(Data data, int to) {
    Transfer send = transfer(data, to, true);
    circle.rank().peer(circle.world(to)).send(send);
    count(data, false);
  }

  void receive(Data into, int from) {
    circle.rank().peer(circle.world(from)).receive(transfer(into, from, true));
    count(into, true);
  }

  /** As {@link #receive}, but less may come. */
  void receiveUpTo(Data into, int from) {
    circle.rank().peer(circle.world(from)).receive(transfer(into, from, false));
  }

  /** What opens a collective is not counted, as it isn't in shared memory. */
  private void count(Data data, boolean received) {
    if (tag == LinkMeeting.TAG) {
      return;
    }
    if (received) {
      circle.rank().counts().received(data.segment().byteSize());
    } else {
      circle.rank().counts().sent(data.segment().byteSize());
    }
  }

  private Transfer transfer(Data data, int member, boolean exact) {
    var transfer = new Transfer(member, Header.address(circle.context(), tag), data, exact);
    transfers.add(transfer);
    return transfer;
  }

  /** Waits for all of them; if it fails, none touches its data any more. */
  void await() throws InterruptedException {
    boolean done = false;
    try {
      done =
          circle
              .rank()
              .waiter()
              .await(this::complete, () -> circle.hopeless(call, missing()), timing.limit());
      if (!done) {
        throw circle.lateFor(call, timing.deadline(), missing());
      }
    } finally {
      if (!done) {
        transfers.stream()
            .filter(transfer -> !transfer.done())
            .forEach(
                transfer -> circle.rank().peer(circle.world(transfer.peer())).forget(transfer));
      }
    }
  }

  private boolean complete() {
    while (finished < transfers.size() && transfers.get(finished).done()) {
      finished++;
    }
    return finished == transfers.size();
  }

  private List<Integer> missing() {
    return transfers.stream()
        .filter(transfer -> !transfer.done())
        .map(Transfer::peer)
        .distinct()
        .sorted()
        .toList();
  }
}
