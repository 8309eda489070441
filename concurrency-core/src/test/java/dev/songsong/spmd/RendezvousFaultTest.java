// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The rendezvous while ranks come and go, late, twice or slowly. */
@Timeout(40)
@ExtendWith(LeakCheck.class)
class RendezvousFaultTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() throws IOException {
    SocketChannel.open().close();
  }

  private static Rendezvous open(int size) throws IOException {
    return Rendezvous.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), size);
  }

  /** A rank that has said who it is, and does no more by itself. */
  private static Socket seated(Rendezvous place, int rank) throws IOException {
    var socket = new Socket(place.address().getAddress(), place.address().getPort());
    socket.setSoTimeout(10_000);
    JoinWire.hello(new DataOutputStream(socket.getOutputStream()), place.token(), rank, 9);
    return socket;
  }

  private static DataInputStream in(Socket socket) throws IOException {
    return new DataInputStream(socket.getInputStream());
  }

  private static void vote(Socket socket, Poll.Vote vote) throws IOException {
    JoinWire.vote(new DataOutputStream(socket.getOutputStream()), vote, false);
  }

  private static long seats() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("rendezvous-seat"))
        .count();
  }

  @Test
  void rank_that_left_before_all_had_come_may_come_again() throws Exception {
    try (Rendezvous place = open(2);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      // The other may come only when this one's end is known: else all would have come.
      Socket first = seated(place, 0);
      Await.until("the rank to be heard", PATIENCE, () -> seats() == 1);
      first.close();
      Await.until("the seat to be empty", PATIENCE, () -> seats() == 0);
      var sums = new ArrayList<Future<Long>>();
      for (int i = 0; i < 2; i++) {
        int rank = i;
        sums.add(
            threads.submit(() ->
                Spmd.<Long>join(
                    place.address(),
                    place.token(),
                    rank,
                    PATIENCE,
                    comm -> comm.allReduce(1L, Op.SUM))));
      }
      assertThat(sums.get(0).get()).isEqualTo(2);
      assertThat(sums.get(1).get()).isEqualTo(2);
    }
  }

  @Test
  void poll_does_not_wait_for_a_rank_that_left_before_it_began() throws Exception {
    try (Rendezvous place = open(3);
        Socket zero = seated(place, 0);
        Socket one = seated(place, 1)) {
      Socket two = seated(place, 2);
      for (Socket socket : List.of(zero, one, two)) {
        JoinWire.readWelcome(in(socket));
      }
      two.close();
      Await.until("the seat to be empty", PATIENCE, () -> seats() == 2);
      var vote = new Poll.Vote(0, 5, List.of(0, 1, 2), List.of());
      vote(zero, vote);
      vote(one, vote);
      for (Socket socket : List.of(zero, one)) {
        DataInputStream in = in(socket);
        assertThat(in.readInt()).as("context").isZero();
        assertThat(JoinWire.readRanks(in)).containsExactly(0, 1);
        assertThat(in.readInt()).as("next context").isEqualTo(5);
      }
    }
  }

  @Test
  void decision_told_twice_is_not_taken_for_the_next() throws Exception {
    try (Rendezvous place = open(1)) {
      long limit = System.nanoTime() + PATIENCE.toNanos();
      try (var client = RendezvousClient.connect(place.address(), limit)) {
        client.join(place.token(), 0, 9, 10_000);
        var waiter = new Waiter(() -> {}, () -> 0, 0);
        for (int context = 0; context < 200; context++) {
          var vote = new Poll.Vote(context, context + 1, List.of(0), List.of());
          // Its limit has passed: so it asks twice, and is told twice.
          Board.Agreement agreed = client.agree(vote, waiter, System.nanoTime());
          assertThat(agreed).isEqualTo(new Board.Agreement(List.of(0), context + 1));
        }
      }
    }
  }

  @Test
  void rendezvous_that_is_gone_is_said_with_its_address() throws Exception {
    Rendezvous place = open(2);
    place.close();
    assertThatThrownBy(() -> Spmd.join(place.address(), "of no use", 0, PATIENCE, comm -> 1))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("join: the rendezvous at /127.0.0.1:")
        .hasMessageEndingWith(": Connection refused (expected: running, and reachable)");
    var nowhere = InetSocketAddress.createUnresolved("no.such.host.invalid", 9);
    assertThatThrownBy(() -> Spmd.join(nowhere, "of no use", 0, PATIENCE, comm -> 1))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("join: the rendezvous at no.such.host.invalid/<unresolved>:9: ");
  }

  @Test
  void rank_that_came_by_loopback_is_unreachable_from_other_hosts() {
    var here = new InetSocketAddress("127.0.0.1", 9);
    var there = new InetSocketAddress("10.0.0.2", 9);
    assertThat(Rendezvous.unreachable(List.of(here, here))).isEmpty();
    assertThat(Rendezvous.unreachable(List.of(there, there))).isEmpty();
    assertThat(Rendezvous.unreachable(List.of(there, here)))
        .isEqualTo(
            "rank 1 came by 127.0.0.1 (expected: by an address of this host that the other hosts"
                + " reach too)");
  }

  @Test
  void stranger_who_says_a_byte_now_and_then_is_heard_until_the_limit_only() throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var slow = new Socket(listener.getInetAddress(), listener.getLocalPort());
        Socket heard = listener.accept()) {
      Thread dripping = Thread.ofPlatform().start(() -> drip(slow));
      var in = new TimedInput(heard, System.nanoTime() + Duration.ofMillis(300).toNanos());
      assertThatThrownBy(() -> new DataInputStream(in).readFully(new byte[1_000_000]))
          .isInstanceOf(SocketTimeoutException.class);
      slow.shutdownOutput();
      dripping.join();
    }
  }

  private static void drip(Socket socket) {
    try {
      while (true) {
        socket.getOutputStream().write(1);
        LockSupport.parkNanos(20_000_000);
      }
    } catch (SocketException shutDown) {
      // The test is over.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
