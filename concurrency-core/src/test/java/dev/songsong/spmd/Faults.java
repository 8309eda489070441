// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.Outcome.Failed;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What tests of faults do to ranks and ask of their outcomes. */
final class Faults {
  private Faults() {}

  static Throwable error(Outcome<?> outcome) {
    assertThat(outcome).isInstanceOf(Failed.class);
    return ((Failed<?>) outcome).error();
  }

  /**
   * A barrier that the others have left for sure when the last returns: whoever is lost right after
   * a collective may be lost for those who are still in it.
   */
  static void barrierThatAllHaveLeft(Communicator comm, int last) throws InterruptedException {
    comm.barrier();
    Data word = Data.of(new int[1]);
    if (comm.rank() != last) {
      comm.send(word, last, 9);
      return;
    }
    for (int other = 0; other < comm.size(); other++) {
      if (other != last) {
        comm.receive(word, other, 9);
      }
    }
  }

  /** Sends a signal to this process. */
  static void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, "" + ProcessHandle.current().pid()).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
