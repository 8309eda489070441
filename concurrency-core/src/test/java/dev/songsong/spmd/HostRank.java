// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.net.InetSocketAddress;
import java.time.Duration;

/** A program that is one of two ranks, as one starts it by hand on each of two hosts. */
final class HostRank {
  private static final String TOKEN = "of no use elsewhere";
  private static final Duration START = Duration.ofSeconds(20);
  private static final int LARGE = 1_000_000;

  private HostRank() {}

  /**
   * Arguments: the rank, the host of the rendezvous, its port, and seconds to wait. Rank 0 opens
   * the rendezvous, at any port, and says which.
   */
  public static void main(String[] args) throws Exception {
    int rank = Integer.parseInt(args[0]);
    var place = new InetSocketAddress(args[1], Integer.parseInt(args[2]));
    var wait = Duration.ofSeconds(Long.parseLong(args[3]));
    if (rank == 0) {
      try (Rendezvous rendezvous = Rendezvous.open(place, 2, TOKEN)) {
        say("port " + rendezvous.address().getPort());
        join(rendezvous.address(), rank, wait);
      }
    } else {
      join(place, rank, wait);
    }
  }

  private static void join(InetSocketAddress place, int rank, Duration wait) throws Exception {
    Spmd.join(place, TOKEN, rank, START, comm -> work(comm, wait));
  }

  /** Computes with the other, and then waits for a message that never comes. */
  private static int work(Communicator comm, Duration wait) throws InterruptedException {
    for (Algorithm algorithm : Algorithm.values()) {
      double[] data = new double[LARGE];
      data[LARGE - 1] = comm.rank() + 1;
      comm.withAlgorithm(algorithm).allReduce(data, Op.SUM);
      if (data[LARGE - 1] != 3) {
        throw new IllegalStateException("sum: " + data[LARGE - 1] + " (expected: 3)");
      }
    }
    say("together");
    try {
      comm.withDeadline(wait).receive(Data.of(new int[1]), 1 - comm.rank(), 0);
    } catch (RanksLostException | RanksLateException e) {
      say(e.getClass().getSimpleName() + " " + e.ranks());
    }
    return 0;
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
