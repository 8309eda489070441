// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ranks that join by hand, and strangers that try to. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class RendezvousTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() throws IOException {
    SocketChannel.open().close();
  }

  private static Rendezvous open(int size) throws IOException {
    return Rendezvous.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), size);
  }

  private static <R> Callable<R> rank(Rendezvous place, int rank, RankBody<R> body) {
    return () -> Spmd.join(place.address(), place.token(), rank, DEADLINE, body);
  }

  @Test
  void ranks_started_by_hand_form_a_group() throws Exception {
    try (Rendezvous place = open(3);
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      var sums = new ArrayList<Future<Double>>();
      for (int i = 2; i >= 0; i--) {
        sums.add(threads.submit(rank(place, i, comm -> comm.allReduce(comm.rank() + 1.0, Op.SUM))));
      }
      for (Future<Double> sum : sums) {
        assertThat(sum.get()).isEqualTo(6);
      }
    }
  }

  @Test
  void wrong_token_and_foreign_rank_are_turned_away() throws Exception {
    try (Rendezvous place = open(2)) {
      assertThatThrownBy(() -> Spmd.join(place.address(), "not the token", 0, comm -> 1))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "join refused: token: wrong (expected: the one the rendezvous was opened with)");
      assertThatThrownBy(() -> Spmd.join(place.address(), place.token(), 2, comm -> 1))
          .hasMessage("join refused: rank: 2 (expected: 0 <= rank < 2)");
    }
  }

  @Test
  void rank_is_taken_once() throws Exception {
    try (Rendezvous place = open(1);
        Socket first = stranger(place)) {
      hello(first, place, 0);
      JoinWire.readWelcome(new DataInputStream(first.getInputStream()));
      assertThatThrownBy(() -> Spmd.join(place.address(), place.token(), 0, comm -> 1))
          .hasMessage("join refused: rank: 0 (expected: one that nobody has taken)");
    }
  }

  @Test
  void last_two_to_come_at_once_welcome_all_only_once() throws Exception {
    for (int round = 0; round < 200; round++) {
      var sockets = new ArrayList<Socket>();
      try (var place = open(4)) {
        for (int rank = 0; rank < 4; rank++) {
          sockets.add(stranger(place));
        }
        for (int rank = 0; rank < 4; rank++) {
          hello(sockets.get(rank), place, rank);
        }
        for (Socket socket : sockets) {
          assertThat(JoinWire.readWelcome(new DataInputStream(socket.getInputStream()))).hasSize(4);
        }
      }
      for (Socket socket : sockets) {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        socket.close();
      }
    }
  }

  private static Socket stranger(Rendezvous place) throws IOException {
    return new Socket(place.address().getAddress(), place.address().getPort());
  }

  private static void hello(Socket socket, Rendezvous place, int rank) throws IOException {
    JoinWire.hello(new DataOutputStream(socket.getOutputStream()), place.token(), rank, 9);
  }

  @Test
  void foreign_bytes_do_not_keep_the_ranks_out() throws Exception {
    try (Rendezvous place = open(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Socket silent = stranger(place);
        Socket web = stranger(place)) {
      web.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes());
      List<Future<Long>> sums =
          List.of(
              threads.submit(rank(place, 0, comm -> comm.allReduce(2L, Op.SUM))),
              threads.submit(rank(place, 1, comm -> comm.allReduce(3L, Op.SUM))));
      assertThat(sums.get(0).get()).isEqualTo(5);
      assertThat(sums.get(1).get()).isEqualTo(5);
      assertThat(silent.isConnected()).isTrue();
    }
  }

  @Test
  void truncated_and_foreign_frames_lose_the_rank_that_sent_them() throws Exception {
    assertThat(lostTo(new byte[] {1, 2, 3}))
        .contains("rank 1 died, its connection was closed within a message");
    assertThat(lostTo("This is no frame, but it is long enough to be one.".getBytes()))
        .contains("rank 1 died, frame begins with")
        .contains("(expected: a frame of a rank)");
    var huge = new Header();
    huge.set(Header.Kind.MESSAGE, 0, 0, Long.MAX_VALUE, 0);
    assertThat(lostTo(huge.segment().toArray(ValueLayout.JAVA_BYTE)))
        .contains("rank 1 died, frame length: 9223372036854775807 (expected: 0 to 1073741824)");
  }

  /** What rank 0 says when a rank 1 that joined properly sends these bytes and closes. */
  private static String lostTo(byte[] bytes) throws Exception {
    try (Rendezvous place = open(2);
        ExecutorService threads = Executors.newFixedThreadPool(1);
        Socket one = stranger(place)) {
      Future<String> zero =
          threads.submit(
              rank(
                  place,
                  0,
                  comm -> {
                    try {
                      comm.receive(Data.of(new int[1]), 1, 0);
                      return "received";
                    } catch (RanksLostException e) {
                      return e.getMessage();
                    }
                  }));
      hello(one, place, 1);
      List<InetSocketAddress> all = JoinWire.readWelcome(new DataInputStream(one.getInputStream()));
      try (var link = new Socket(all.get(0).getAddress(), all.get(0).getPort())) {
        JoinWire.hello(new DataOutputStream(link.getOutputStream()), place.token(), 1, 0);
        link.getOutputStream().write(bytes);
      }
      return zero.get();
    }
  }

  @Test
  void missing_rank_is_an_error_at_the_deadline() throws Exception {
    try (Rendezvous place = open(2)) {
      assertThatThrownBy(
              () -> Spmd.join(place.address(), place.token(), 0, Duration.ofMillis(300), comm -> 1))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("join: not all ranks came (expected: within PT0.3S)");
    }
  }

  @Test
  void impossible_places_are_refused() {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rendezvous.open(address, 0))
        .withMessage("size: 0 (expected: 1 to 4096)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rendezvous.open(address, 1, "short"))
        .withMessage("token: 5 characters (expected: 8 to 256, hard to guess)");
  }
}
