// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.RemoteFailure;
import dev.songsong.exec.WorkerDeath;
import java.nio.file.FileSystemException;
import java.util.Set;

/** Reads a pool's outcome as what it means for the file. */
final class Verdict {
  private static final Set<String> ENDED_FROM_OUTSIDE = Set.of("SIGKILL", "SIGTERM", "SIGINT");

  private Verdict() {}

  /** How the file ended. */
  static FileOutcome of(Outcome<?> outcome) {
    return switch (outcome) {
      case Outcome.Done<?> done -> FileOutcome.DONE;
      case Outcome.Failed<?> failed -> FileOutcome.FAILED;
      case Outcome.Cancelled<?> cancelled -> FileOutcome.FAILED;
      case Outcome.TimedOut<?> late -> FileOutcome.TIMED_OUT;
      case Outcome.WorkerDied<?>(WorkerDeath cause) ->
          diedAlone(cause) ? FileOutcome.QUARANTINED : FileOutcome.FAILED;
    };
  }

  private static boolean diedAlone(WorkerDeath cause) {
    return cause.pid() > 0 && cause.companions().isEmpty() && !fromOutside(cause);
  }

  /** Whether somebody ended the worker, so that its death says nothing about the file. */
  static boolean innocent(Outcome<?> outcome) {
    return outcome instanceof Outcome.WorkerDied<?>(WorkerDeath cause)
        && (fromOutside(cause) || !cause.companions().isEmpty());
  }

  private static boolean fromOutside(WorkerDeath cause) {
    return cause.signal().filter(ENDED_FROM_OUTSIDE::contains).isPresent();
  }

  /** Why there is no output, in one line. */
  static String error(Outcome<?> outcome) {
    return switch (outcome) {
      case Outcome.Done<?> done -> "";
      case Outcome.Failed<?>(Throwable error) -> line(error);
      case Outcome.Cancelled<?> cancelled -> "cancelled";
      case Outcome.TimedOut<?> late ->
          "took longer than "
              + late.timeLimit().toMillis() / 1000.0
              + " s"
              + (late.stillRunning() ? "; its thread can't be ended and still runs" : "");
      case Outcome.WorkerDied<?>(WorkerDeath cause) -> "ended its worker: " + cause;
    };
  }

  /** Whether no other file could be written either. */
  static boolean diskFull(Outcome<?> outcome) {
    return outcome instanceof Outcome.Failed<?>(Throwable error)
        && (error instanceof DiskFullException
            || error instanceof RemoteFailure remote
                && remote.originalClass().equals(DiskFullException.class.getName()));
  }

  private static String line(Throwable error) {
    String message = String.valueOf(error.getMessage());
    boolean speaksForItself = error instanceof ImageException || error instanceof DiskFullException;
    String text =
        switch (error) {
          case OutOfMemoryError e -> "memory: " + message + " (expected: enough for the image)";
          case FileSystemException e -> "file: " + e;
          case RemoteFailure remote when isOurs(remote) -> remote.originalMessage();
          case RemoteFailure remote -> message;
          default -> speaksForItself ? message : error.toString();
        };
    return text.lines().findFirst().orElse("").strip();
  }

  /**
   * Whether it stands for one of this package's exceptions, whose cause kept it from being shipped.
   */
  private static boolean isOurs(RemoteFailure remote) {
    return remote.originalClass().startsWith(ImageException.class.getPackageName() + ".");
  }
}
