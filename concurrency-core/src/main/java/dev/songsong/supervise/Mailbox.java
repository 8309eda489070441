// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Where messages come in. Anybody puts; only the owner takes, either the next message or, while
 * something must happen in order, the next about one life: the others are kept for later, as
 * Erlang's selective receive does.
 */
final class Mailbox {
  private final TimeSource time;
  private final BlockingQueue<Message> arrived = new LinkedBlockingQueue<>();
  private final Deque<Message> deferred = new ArrayDeque<>(); // the owner's alone

  Mailbox(TimeSource time) {
    this.time = time;
  }

  void put(Message message) {
    arrived.add(message);
  }

  /** The next message; empty when the time has come. */
  Optional<Message> next(long until) {
    return deferred.isEmpty() ? poll(until) : Optional.of(deferred.removeFirst());
  }

  /** The next message about this life, or the next {@code Close}; empty when the time has come. */
  Optional<Message> about(Life life, long until) {
    for (Iterator<Message> all = deferred.iterator(); all.hasNext(); ) {
      Message message = all.next();
      if (concerns(message, life)) {
        all.remove();
        return Optional.of(message);
      }
    }
    while (true) {
      Optional<Message> message = poll(until);
      if (message.isEmpty() || concerns(message.get(), life)) {
        return message;
      }
      deferred.addLast(message.get());
    }
  }

  private static boolean concerns(Message message, Life life) {
    return message instanceof Message.Close
        || message instanceof Message.OfLife news && news.life() == life;
  }

  private Optional<Message> poll(long until) {
    try {
      return Optional.ofNullable(time.poll(arrived, until));
    } catch (InterruptedException e) {
      // Nobody has a reason to interrupt the owner's thread but to end it.
      return Optional.of(new Message.Close(true));
    }
  }

  /** All that nobody has taken. */
  List<Message> rest() {
    var rest = new ArrayList<>(deferred);
    arrived.drainTo(rest);
    return rest;
  }
}
