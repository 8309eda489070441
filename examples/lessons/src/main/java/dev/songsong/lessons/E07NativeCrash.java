// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.Mode;
import dev.songsong.exec.Outcome;
import dev.songsong.exec.Outcome.WorkerDied;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.PoolListener;
import dev.songsong.exec.WorkerOptions;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A crash in native code ends its process. In a pool of threads that is this JVM with all its work;
 * in a pool of worker processes it costs one task, and the pool starts another worker.
 */
public final class E07NativeCrash {
  private E07NativeCrash() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException, IOException {
    // Without the option the report is left in the working directory.
    Path report = Files.createTempDirectory("lesson").resolve("crash.log");
    List<Integer> items = List.of(1, 2, 3, 4);
    try (var pool =
        ParallelExecutor.builder(Mode.PROCESSES)
            .processes(2)
            .workers(
                WorkerOptions.DEFAULT.withJvmArgs(
                    "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=" + report))
            .listener(new NoCrashText())
            .build()) {
      List<Outcome<Integer>> outcomes = pool.map(items, E07NativeCrash::square);
      for (int i = 0; i < items.size(); i++) {
        System.out.println(items.get(i) + ": " + tell(outcomes.get(i)));
      }
    }
    System.out.println("the report says why: " + Files.readString(report).contains("SIGSEGV"));
    Files.delete(report);
    Files.delete(report.getParent());
  }

  private static int square(int number) {
    if (number == 3) {
      followWildPointer();
    }
    return number * number;
  }

  // What a bug in a decoder does. The method is restricted because this is what it makes possible.
  @SuppressWarnings("restricted")
  private static void followWildPointer() {
    MemorySegment.ofAddress(8).reinterpret(8).get(ValueLayout.JAVA_LONG, 0);
  }

  private static String tell(Outcome<Integer> outcome) {
    return outcome instanceof WorkerDied<Integer>(var cause)
        ? "its worker died, crash report: " + cause.crashReport().isPresent()
        : "done, " + outcome.orElseThrow();
  }

  /** Keeps the dying JVM's pages of text from the output; the report file has them all. */
  private static final class NoCrashText implements PoolListener {
    @Override
    public void workerOutput(String worker, boolean stderr, String line) {}
  }
}

// Output:
// 1: done, 1
// 2: done, 4
// 3: its worker died, crash report: true
// 4: done, 16
// the report says why: true
