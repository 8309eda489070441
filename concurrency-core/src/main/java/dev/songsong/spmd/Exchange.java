// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sends and receives of one collective call that are waited for together. Used by its rank's thread
 * only.
 */
final class Exchange {
  private final Circle circle;
  private final int tag;
  private final Optional<Counts> counts;
  private final Call call;
  private final Timing timing;
  // In the order they were begun.
  private final List<Transfer> transfers = new ArrayList<>();
  private int finished; // the first so many are

  /**
   * @param counts where its transfers are counted; what opens a collective is not, as it isn't in
   *     shared memory
   */
  Exchange(Circle circle, int tag, Optional<Counts> counts, Call call, Timing timing) {
    this.circle = circle;
    this.tag = tag;
    this.counts = counts;
    this.call = call;
    this.timing = timing;
  }

  /** The data of the collective that has just been opened. */
  static Exchange of(Circle circle, Call call, Timing timing) {
    Optional<Counts> counts = Optional.of(circle.rank().counts());
    return new Exchange(circle, circle.meeting().dataTag(), counts, call, timing);
  }

  void send(Data data, int to) {
    for (Data message : messages(data, Header.MAX_PAYLOAD)) {
      Transfer send = transfer(message, to, true);
      counts.ifPresent(all -> send.counted(all, true));
      circle.rank().peer(circle.world(to)).send(send);
    }
  }

  void receive(Data into, int from) {
    for (Data message : messages(into, Header.MAX_PAYLOAD)) {
      Transfer receive = transfer(message, from, true);
      counts.ifPresent(all -> receive.counted(all, false));
      circle.rank().peer(circle.world(from)).receive(receive);
    }
  }

  /** Data in messages of at most so many bytes; nothing is a message too. */
  static List<Data> messages(Data data, long most) {
    long step = most / data.type().size();
    if (data.length() <= step) {
      return List.of(data);
    }
    var messages = new ArrayList<Data>();
    for (long at = 0; at < data.length(); at += step) {
      messages.add(data.slice(at, Math.min(step, data.length() - at)));
    }
    return messages;
  }

  /** As {@link #receive}, but less may come. */
  void receiveUpTo(Data into, int from) {
    circle.rank().peer(circle.world(from)).receive(transfer(into, from, false));
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
