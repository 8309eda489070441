// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs contests: answers first, then rounds of ours, theirs, theirs, ours, each in a fresh process,
 * so that a slow spell of the machine hits all.
 *
 * <p>A peer that is not installed is left out, with a line that says what to install. One that
 * fails or computes something else is refused, with a line that says what it did. Our own program
 * has neither way out: its failure ends the run. Of one thread.
 */
public final class SideBySide {
  private final Effort effort;
  private final Consumer<String> progress;

  /**
   * Nothing runs yet.
   *
   * @param progress gets a line at a time on what goes on and what is left out
   */
  public SideBySide(Effort effort, Consumer<String> progress) {
    this.effort = effort;
    this.progress = progress;
  }

  /**
   * Runs every contest of the suite.
   *
   * @return a row for each figure and peer, in the order of the contests
   * @throws BenchmarkException if a program of ours fails or computes a wrong answer
   */
  public List<Row> run(Suite suite) throws InterruptedException {
    var rows = new ArrayList<Row>();
    for (Contest contest : suite.contests()) {
      rows.addAll(run(contest));
    }
    return List.copyOf(rows);
  }

  private List<Row> run(Contest contest) throws InterruptedException {
    int rounds = contest.rounds(effort);
    if (rounds == 0) {
      progress.accept(contest.title() + ": left out of a quick run");
      return List.of();
    }
    progress.accept(contest.title());
    Path scratch = scratch();
    try {
      Entrant ours = ours(contest, scratch);
      var peers = new ArrayList<Entrant>();
      for (Program peer : contest.peers()) {
        enter(peer, contest, scratch, peers);
      }
      for (int round = 1; round <= rounds; round++) {
        progress.accept("  round " + round + " of " + rounds);
        measureOurs(ours);
        measureAll(peers);
        measureAll(peers.reversed());
        measureOurs(ours);
      }
      return RowMaker.rows(contest, ours, peers);
    } finally {
      delete(scratch);
    }
  }

  private static Entrant ours(Contest contest, Path scratch) throws InterruptedException {
    try {
      var ours = new Entrant(contest.ours(), contest, own(scratch));
      ours.check(true);
      return ours;
    } catch (Program.Unavailable e) {
      throw new BenchmarkException(e.getMessage(), e);
    }
  }

  private void enter(Program peer, Contest contest, Path scratch, List<Entrant> peers)
      throws InterruptedException {
    if (effort == Effort.QUICK && peer.onlyInFull()) {
      progress.accept("  " + peer.name() + ": left out of a quick run");
      return;
    }
    try {
      var entrant = new Entrant(peer, contest, own(scratch));
      entrant.check(false);
      peers.add(entrant);
    } catch (Program.Unavailable e) {
      progress.accept("  " + e.getMessage());
    } catch (BenchmarkException e) {
      progress.accept(refusal(peer.name(), e));
    }
  }

  private static String refusal(String name, BenchmarkException cause) {
    return "  " + name + ": refused; " + cause.getMessage();
  }

  private void measureOurs(Entrant ours) throws InterruptedException {
    try {
      ours.measure(effort);
    } catch (Program.Unavailable e) {
      throw new BenchmarkException(e.getMessage(), e);
    }
  }

  private void measureAll(List<Entrant> peers) throws InterruptedException {
    var failed = new ArrayList<Entrant>();
    for (Entrant peer : peers) {
      try {
        peer.measure(effort);
      } catch (Program.Unavailable e) {
        progress.accept("  " + e.getMessage());
        failed.add(peer);
      } catch (BenchmarkException e) {
        progress.accept(refusal(peer.name(), e));
        failed.add(peer);
      }
    }
    peers.removeAll(failed);
  }

  private static Path scratch() {
    try {
      return Files.createTempDirectory("songsong-" + ProcessHandle.current().pid() + "-bench-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path own(Path scratch) {
    try {
      return Files.createTempDirectory(scratch, "program-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path scratch) {
    try {
      MoreFiles.deleteRecursively(scratch, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
