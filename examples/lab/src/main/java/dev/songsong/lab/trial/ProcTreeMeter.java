// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Linux: /proc. A process that ends between two readings vanishes from the sums but for the CPU
 * time its parent inherits.
 */
final class ProcTreeMeter implements TreeMeter {
  // USER_HZ: 100 on every Linux that a JDK is built for.
  private static final long MILLIS_PER_TICK = 10;

  private final ProcessHandle root;

  ProcTreeMeter(ProcessHandle root) {
    this.root = root;
  }

  @Override
  public Optional<Duration> cpu() {
    return Optional.of(Duration.ofMillis(sum(ProcTreeMeter::ticks) * MILLIS_PER_TICK));
  }

  @Override
  public OptionalLong memoryBytes() {
    return OptionalLong.of(sum(ProcTreeMeter::bytes));
  }

  private long sum(ToLongFunction<ProcessHandle> figure) {
    return Stream.concat(Stream.of(root), root.descendants())
        .flatMapToLong(process -> LongStream.of(figure.applyAsLong(process)))
        .sum();
  }

  /** utime, stime, and the same of children already waited for. */
  private static long ticks(ProcessHandle process) {
    String stat = read(process, "stat");
    // The name in brackets may hold blanks; the fields are counted from behind it.
    int nameEnd = stat.lastIndexOf(')');
    if (nameEnd < 0) {
      return 0;
    }
    String[] fields = stat.substring(nameEnd + 2).split(" ");
    return Stream.of(fields).skip(11).limit(4).mapToLong(Long::parseLong).sum();
  }

  /**
   * The proportional set size: a page that several processes share is counted once in the sum,
   * where the resident set size would count it in each.
   */
  private static long bytes(ProcessHandle process) {
    return read(process, "smaps_rollup")
        .lines()
        .filter(line -> line.startsWith("Pss:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .sum();
  }

  private static String read(ProcessHandle process, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
    } catch (IOException endedMeanwhile) {
      return "";
    }
  }
}
