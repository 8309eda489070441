// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why a worker process ended while tasks were running in it.
 *
 * @param worker the worker's name in its pool, such as {@code worker-images-2}
 * @param pid the worker's process id, or -1 when it never started
 * @param exitCode the status it exited with, when it ended by itself
 * @param signal the signal that ended it, such as {@code SIGKILL}; where the system can't tell the
 *     two apart, a status above 128 is reported here by the shells' convention
 * @param reason what the pool knows beyond that: {@code "killed: task 7 passed its time limit"},
 *     {@code "out of memory"}; empty when nothing is known
 * @param stderrTail the last lines the worker wrote to standard error
 * @param crashReport the JVM's {@code hs_err} file, when it left one
 * @param companions ids of the other tasks that were running in the worker
 */
public record WorkerDeath(
    String worker,
    long pid,
    OptionalInt exitCode,
    Optional<String> signal,
    String reason,
    List<String> stderrTail,
    Optional<Path> crashReport,
    List<Long> companions) {

  /** Copies the lists. */
  public WorkerDeath {
    stderrTail = List.copyOf(stderrTail);
    companions = List.copyOf(companions);
  }

  /** A death of which only this is known. */
  static WorkerDeath unknown(String worker, long pid, String reason) {
    return new WorkerDeath(
        worker,
        pid,
        OptionalInt.empty(),
        Optional.empty(),
        reason,
        List.of(),
        Optional.empty(),
        List.of());
  }

  /** The same death seen by another task of the worker. */
  WorkerDeath withCompanions(List<Long> others) {
    return new WorkerDeath(worker, pid, exitCode, signal, reason, stderrTail, crashReport, others);
  }

  /** One line such as {@code pid 4711: SIGSEGV, hs_err_pid4711.log}. */
  @Override
  public String toString() {
    var text = new StringBuilder("pid ").append(pid).append(": ");
    text.append(
        signal.orElseGet(() -> exitCode.isPresent() ? "exit " + exitCode.getAsInt() : "gone"));
    if (!reason.isEmpty()) {
      text.append(", ").append(reason);
    }
    crashReport.ifPresent(file -> text.append(", ").append(file.getFileName()));
    if (!companions.isEmpty()) {
      text.append(", with tasks ").append(companions);
    }
    return text.toString();
  }
}
