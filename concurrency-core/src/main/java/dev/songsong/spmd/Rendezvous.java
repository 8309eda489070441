// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The place where the ranks of a group that run as programs of their own, perhaps on several hosts,
 * find each other; each comes by {@link Spmd#join}.
 *
 * <p>It stays open as long as the group runs: survivors agree here on who is left. Who does not
 * know the token is turned away. Thread-safe.
 */
public final class Rendezvous implements AutoCloseable {
  private static final Duration END_PATIENCE = Duration.ofSeconds(2);
  private static final int MAX_SIZE = 1 << 12;

  private final int size;
  private final String token;
  private final ServerSocketChannel listener;
  private final ReentrantLock lock = new ReentrantLock();
  // All guarded by lock.
  private final Map<Integer, RendezvousSeat> seats = new HashMap<>();
  private final Map<Poll.Key, Poll> polls = new HashMap<>();
  private final List<SocketChannel> connections = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Set<Integer> left = new HashSet<>(); // ranks, since all were welcomed
  private boolean closed;
  private boolean welcomed;

  private Rendezvous(int size, String token, ServerSocketChannel listener) {
    this.size = size;
    this.token = token;
    this.listener = listener;
  }

  /** Waits at an address for so many ranks, with a new random token. */
  public static Rendezvous open(InetSocketAddress address, int size) throws IOException {
    byte[] secret = new byte[16];
    new SecureRandom().nextBytes(secret);
    return open(address, size, HexFormat.of().formatHex(secret));
  }

  /** Waits at an address for so many ranks that know the token; port 0 takes a free one. */
  public static Rendezvous open(InetSocketAddress address, int size, String token)
      throws IOException {
    if (size < 1 || size > MAX_SIZE) {
      throw new IllegalArgumentException("size: " + size + " (expected: 1 to " + MAX_SIZE + ")");
    }
    if (requireNonNull(token, "token").length() < 8 || token.length() > 256) {
      throw new IllegalArgumentException(
          "token: " + token.length() + " characters (expected: 8 to 256, hard to guess)");
    }
    var listener = ServerSocketChannel.open();
    try {
      listener.bind(address, MAX_SIZE);
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
    var rendezvous = new Rendezvous(size, token, listener);
    rendezvous.start("rendezvous", rendezvous::acceptAll);
    return rendezvous;
  }

  /** Where the ranks must come. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.socket().getLocalSocketAddress();
  }

  /** What they must know. */
  public String token() {
    return token;
  }

  private void start(String name, Runnable work) {
    Thread thread = Thread.ofPlatform().daemon().name(name).unstarted(work);
    lock.lock();
    try {
      if (!closed) {
        threads.removeIf(old -> old.getState() == Thread.State.TERMINATED);
        threads.add(thread);
        thread.start();
      }
    } finally {
      lock.unlock();
    }
  }

  private void acceptAll() {
    try {
      while (true) {
        SocketChannel connection = listener.accept();
        if (kept(connection)) {
          start("rendezvous-seat", () -> serve(connection));
        }
      }
    } catch (IOException e) {
      // By close().
    }
  }

  private boolean kept(SocketChannel connection) throws IOException {
    lock.lock();
    try {
      if (closed) {
        connection.close();
        return false;
      }
      connections.removeIf(old -> !old.isOpen());
      return connections.add(connection);
    } finally {
      lock.unlock();
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      RendezvousSeat seat = RendezvousSeat.greet(connection, token, size);
      String refusal = take(seat);
      if (!refusal.isEmpty()) {
        seat.refuse(refusal);
        return;
      }
      try {
        welcomeIfComplete();
        while (seat.readVote()) {
          voted(seat);
        }
      } finally {
        lost(seat.rank());
      }
    } catch (IOException e) {
      // A stranger, or a rank that is gone: the others hear of it over their own connections.
    }
  }

  private String take(RendezvousSeat seat) {
    lock.lock();
    try {
      if (seats.size() == size || seats.containsKey(seat.rank())) {
        return "rank: " + seat.rank() + " (expected: one that nobody has taken)";
      }
      seats.put(seat.rank(), seat);
      return "";
    } finally {
      lock.unlock();
    }
  }

  private void welcomeIfComplete() {
    List<RendezvousSeat> all;
    lock.lock();
    try {
      if (seats.size() < size || welcomed) {
        return;
      }
      // The last two may both find all there: a second welcome would be taken for an agreement.
      welcomed = true;
      all =
          seats.entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(Map.Entry::getValue)
              .toList();
    } finally {
      lock.unlock();
    }
    List<InetSocketAddress> places = all.stream().map(RendezvousSeat::address).toList();
    String flaw = unreachable(places);
    for (RendezvousSeat seat : all) {
      if (flaw.isEmpty()) {
        seat.welcome(places);
      } else {
        seat.refuse(flaw);
      }
    }
  }

  /** Why those on other hosts can't reach one that came over this host's loopback; else empty. */
  static String unreachable(List<InetSocketAddress> places) {
    for (int rank = 0; rank < places.size(); rank++) {
      InetSocketAddress place = places.get(rank);
      if (place.getAddress().isLoopbackAddress()
          && places.stream().anyMatch(other -> !other.getAddress().isLoopbackAddress())) {
        return "rank "
            + rank
            + " came by "
            + place.getAddress().getHostAddress()
            + " (expected: by an address of this host that the other hosts reach too)";
      }
    }
    return "";
  }

  private void voted(RendezvousSeat seat) {
    Poll.Vote vote = seat.vote();
    var told = new HashMap<RendezvousSeat, JoinWire.Decision>();
    lock.lock();
    try {
      Poll poll = polls.computeIfAbsent(vote.key(), key -> new Poll(left));
      if (poll.decision().isPresent()) {
        told.put(seat, new JoinWire.Decision(vote.context(), poll.decision().get()));
      } else {
        poll.vote(seat.rank(), vote);
        decide(vote.key(), seat.impatient(), told);
      }
    } finally {
      lock.unlock();
    }
    told.forEach(RendezvousSeat::tell);
  }

  private void lost(int rank) {
    var told = new HashMap<RendezvousSeat, JoinWire.Decision>();
    lock.lock();
    try {
      if (!welcomed) {
        // Its program may be started again.
        seats.remove(rank);
        return;
      }
      left.add(rank);
      for (Poll.Key key : polls.keySet()) {
        polls.get(key).lost(rank);
        decide(key, false, told);
      }
    } finally {
      lock.unlock();
    }
    told.forEach(RendezvousSeat::tell);
  }

  /** Called under the lock. */
  private void decide(Poll.Key key, boolean now, Map<RendezvousSeat, JoinWire.Decision> told) {
    Poll poll = polls.get(key);
    poll.decide(now)
        .map(agreed -> new JoinWire.Decision(key.context(), agreed))
        .ifPresent(
            decision -> poll.voters().forEach(voter -> told.put(seats.get(voter), decision)));
  }

  /** Ends all connections; ranks that still run can't be rebuilt any more. Idempotent. */
  @Override
  public void close() {
    List<SocketChannel> open;
    List<Thread> running;
    lock.lock();
    try {
      closed = true;
      open = List.copyOf(connections);
      running = List.copyOf(threads);
    } finally {
      lock.unlock();
    }
    closeQuietly(listener);
    open.forEach(Rendezvous::closeQuietly);
    Joining.joinAll(running, END_PATIENCE);
  }

  static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // It is of no more use in either case.
    }
  }
}
