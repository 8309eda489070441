// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import dev.songsong.exec.Mode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Runs one program by many ranks (single program, multiple data), as MPI does.
 *
 * <p>The ranks run as threads of this JVM, as worker processes or as both, and the program can't
 * tell: it gives the same bits. What it may send, and what a crash looks like, is as for tasks; see
 * {@link dev.songsong.exec.ParallelExecutor}. Programs started by hand, also on other hosts, form a
 * group through a {@link Rendezvous}.
 */
public final class Spmd {
  private Spmd() {}

  /**
   * Runs the body by {@code size} ranks and waits for all. Each is a thread or a process of its
   * own; with {@link Mode#HYBRID} two processes share an even number of ranks, and one has an odd
   * number.
   *
   * @throws InterruptedException if the caller is interrupted; the ranks are then ended
   */
  public static <R> SpmdResult<R> run(Mode mode, int size, RankBody<R> body)
      throws InterruptedException {
    SpmdBuilder builder = builder(mode);
    return switch (mode) {
      case THREADS, VIRTUAL_THREADS -> builder.threads(size).run(body);
      case PROCESSES -> builder.processes(size).run(body);
      case HYBRID -> halved(builder, size).run(body);
    };
  }

  /** Two processes if they can share the ranks evenly. */
  private static SpmdBuilder halved(SpmdBuilder builder, int size) {
    return size % 2 == 0 && size > 0
        ? builder.processes(2).threads(size / 2)
        : builder.processes(1).threads(size);
  }

  /** More to say than a size: processes times threads, deadline, transport, workers. */
  public static SpmdBuilder builder(Mode mode) {
    return new SpmdBuilder(mode);
  }

  /** Joins a group as one of its ranks, with a deadline of a minute for each call. */
  public static <R> R join(InetSocketAddress rendezvous, String token, int rank, RankBody<R> body)
      throws Exception {
    return join(rendezvous, token, rank, CallOptions.DEFAULT.deadline(), body);
  }

  /**
   * Joins a group that meets at a {@link Rendezvous}, runs the body as one of its ranks, and
   * leaves.
   *
   * @param rank which rank to be; each is taken by one program
   * @throws IOException if the group can't be joined
   * @throws Exception what the body throws
   */
  public static <R> R join(
      InetSocketAddress rendezvous, String token, int rank, Duration deadline, RankBody<R> body)
      throws Exception {
    CallOptions options = CallOptions.DEFAULT.withDeadline(deadline);
    try (Mesh mesh = Mesh.join(rendezvous, token, rank, 0, deadline)) {
      return Running.run(mesh.rank(null, SpmdBuilder.SPIN_TCP.toNanos()), options, body);
    }
  }
}
