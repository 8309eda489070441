// SPDX-License-Identifier: Apache-2.0
package dev.songsong.command;

import dev.songsong.exec.Mode;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * How a problem's command shares out its work: {@code --mode}, {@code --processes} and {@code
 * --threads}, a mixin.
 *
 * <p>Used by one thread, as picocli's objects are.
 */
public final class ModeOptions {
  private static final int CORES = Runtime.getRuntime().availableProcessors();
  private static final int HYBRID_THREADS = 2;

  @Option(names = "--mode", paramLabel = "MODE", converter = ModeConverter.class, order = 30)
  private Mode mode = Mode.THREADS;

  @Option(
      names = {"-p", "--processes"},
      paramLabel = "N",
      order = 31)
  private Optional<Integer> processes = Optional.empty();

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      order = 32)
  private Optional<Integer> threads = Optional.empty();

  /** Without any option: by threads. */
  public ModeOptions() {}

  /** Threads, processes or hybrid. */
  public Mode mode() {
    return mode;
  }

  /**
   * Worker processes; one a core unless given, half of that in hybrid mode, at least 2.
   *
   * @throws UsageException if it is given, and there are none in this mode
   */
  public int processes() {
    refuse("processes", processes, !mode.usesProcesses(), "--mode processes or --mode hybrid");
    return processes.orElse(mode == Mode.HYBRID ? Math.max(2, CORES / 2) : CORES);
  }

  /**
   * Threads, in hybrid mode in each worker; one a core unless given, 2 in hybrid mode.
   *
   * @throws UsageException if it is given, and there is one in each worker in this mode
   */
  public int threads() {
    refuse("threads", threads, mode == Mode.PROCESSES, "--mode threads or --mode hybrid");
    return threads.orElse(mode == Mode.HYBRID ? HYBRID_THREADS : CORES);
  }

  private static void refuse(String name, Optional<Integer> value, boolean unfit, String remedy) {
    if (value.isPresent() && unfit) {
      throw new UsageException(
          "--" + name + ": " + value.get() + " (expected: none in this mode); use " + remedy);
    }
  }
}
