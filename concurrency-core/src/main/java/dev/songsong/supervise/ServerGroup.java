// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Processes that serve one address together: replicas of one server.
 *
 * <p>The address stays the same from the start to the close. A replica that dies takes only its own
 * connections along, and is replaced; so is one that is stopped or gives no other sign of life
 * ({@link ServerGroupBuilder#silence}); {@link #rollingRestart()} replaces them one by one while
 * the others serve; {@link #scale} changes their number.
 *
 * <p>Replicas that are worker JVMs share the cores and the memory that the group takes from the
 * {@link dev.songsong.machine.Budget} when it starts, in equal parts. Those that a larger group
 * adds get what is left, at least one core, until a rolling restart makes the parts equal. While a
 * replica drains, its successor already has its part.
 *
 * <p>Thread-safe. Changes are made one after the other; {@link #replicas()} and {@link #stats()}
 * never wait. After {@link #close()} there is no process, thread or descriptor left.
 */
public final class ServerGroup implements AutoCloseable {
  private final String name;
  private final ListenerSharing.Reservation held;
  private final Replicas made;
  private final GroupCounters counters;
  private final Supervisor supervisor;
  // Held by the one who changes the group: for as long as that takes, so it is no lock.
  private final Semaphore change = new Semaphore(1, true);
  private final AtomicInteger lastReplica = new AtomicInteger();
  private volatile int wanted; // written by who holds change, read by any

  private ServerGroup(
      String name,
      int wanted,
      ListenerSharing.Reservation held,
      Replicas made,
      Supervisor supervisor,
      GroupCounters counters) {
    this.name = name;
    this.wanted = wanted;
    this.held = held;
    this.made = made;
    this.supervisor = supervisor;
    this.counters = counters;
    this.lastReplica.set(wanted);
    var unused = supervisor.onEnd().whenComplete((_, _) -> made.close());
  }

  /** A group to describe and start. */
  public static ServerGroupBuilder builder(String name) {
    return new ServerGroupBuilder(name);
  }

  static ServerGroup start(
      String name,
      int replicas,
      ListenerSharing.Reservation held,
      Replicas.Maker maker,
      SupervisorBuilder supervisor,
      GroupCounters counters)
      throws IOException, InterruptedException {
    try {
      Replicas made = maker.make(held);
      try {
        for (int number = 1; number <= replicas; number++) {
          supervisor.child(made.spec(name + "-" + number, number, replicas));
        }
        return new ServerGroup(name, replicas, held, made, supervisor.start(), counters);
      } catch (InterruptedException | RuntimeException e) {
        made.close();
        throw e;
      }
    } catch (InterruptedException | RuntimeException e) {
      held.close();
      throw e;
    }
  }

  private ChildSpec next() {
    int number = lastReplica.incrementAndGet();
    return made.spec(name + "-" + number, number, wanted);
  }

  /** Where the group listens, with its port. */
  public InetSocketAddress address() {
    return held.address();
  }

  /** What each replica is doing now, the oldest first. */
  public List<ChildInfo> replicas() {
    return supervisor.children();
  }

  /** The counters now. */
  public ServerGroupStats stats() {
    int up = (int) replicas().stream().filter(one -> one.state() == ChildState.UP).count();
    return new ServerGroupStats(
        wanted, up, counters.ready.get(), counters.deaths.get(), counters.drained.get());
  }

  /**
   * Changes the number of replicas: starts new ones, or drains the youngest, one after the other.
   *
   * @throws ChildStartException if a new one doesn't become ready; there are as many as came up
   * @throws IllegalStateException if the group is closed
   * @throws InterruptedException if the caller is interrupted; the change stops where it is
   */
  public void scale(int replicas) throws InterruptedException {
    Checks.atLeast("replicas", replicas, 1);
    change.acquire();
    try {
      wanted = replicas;
      while (staying().size() < replicas) {
        supervisor.add(next());
      }
      while (staying().size() > replicas) {
        supervisor.remove(staying().getLast());
      }
    } finally {
      wanted = staying().size();
      made.left(staying());
      change.release();
    }
  }

  /** The names of those that nobody has asked to end, the oldest first. */
  private List<String> staying() {
    return replicas().stream()
        .filter(one -> one.state() != ChildState.STOPPING)
        .map(ChildInfo::name)
        .toList();
  }

  /**
   * Replaces every replica, one at a time: a new one is started and ready before an old one drains.
   *
   * @throws SupervisorException if a new one doesn't become ready: the change ends there, and the
   *     old ones that are left serve on
   * @throws IllegalStateException if the group is closed
   * @throws InterruptedException if the caller is interrupted; the change stops where it is
   */
  public void rollingRestart() throws InterruptedException {
    change.acquire();
    try {
      List<String> old = staying();
      for (int i = 0; i < old.size(); i++) {
        if (staying().size() > wanted) {
          // A change that was interrupted left its new one beside the old.
          supervisor.remove(old.get(i));
        } else {
          replace(old.get(i), i, old.size());
        }
      }
    } finally {
      made.left(staying());
      change.release();
    }
  }

  private void replace(String old, int done, int all) throws InterruptedException {
    made.replaced(old);
    try {
      supervisor.add(next());
    } catch (ChildStartException e) {
      throw new SupervisorException(
          "rolling restart of "
              + name
              + ": ended after "
              + done
              + " of "
              + all
              + " replicas: "
              + e.getMessage()
              + ". The others serve on as before.",
          List.of(),
          e);
    }
    supervisor.remove(old);
  }

  /**
   * A future of its own that completes when the group has ended: normally after {@link #close()},
   * with a {@link SupervisorException} when replicas died too often.
   */
  public CompletableFuture<Void> onEnd() {
    return supervisor.onEnd();
  }

  /** Drains all replicas at once, and lets go of the address. Idempotent. */
  @Override
  public void close() {
    supervisor.close();
    try {
      held.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
