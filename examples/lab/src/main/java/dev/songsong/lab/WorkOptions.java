// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.advice.WorkProfile;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options that describe a kind of work; what is left out is usual. */
final class WorkOptions {
  @Option(
      names = "--cpu",
      paramLabel = "PART",
      converter = Share.Converter.class,
      description = "Part of its time in which a task computes, 0 to 1 (default: 1).")
  private Optional<Share> cpu = Optional.empty();

  @Option(
      names = "--task-time",
      paramLabel = "TIME",
      description = "How long a task takes, such as 20us, 5ms or 3s (default: 10ms).")
  private Optional<Duration> taskTime = Optional.empty();

  @Option(
      names = "--bytes-in",
      paramLabel = "SIZE",
      converter = Size.Converter.class,
      description = "What a task is given, such as 64KB or 1MB (default: 1KB).")
  private Optional<Size> bytesIn = Optional.empty();

  @Option(
      names = "--bytes-out",
      paramLabel = "SIZE",
      converter = Size.Converter.class,
      description = "What it gives back (default: 1KB).")
  private Optional<Size> bytesOut = Optional.empty();

  @Option(names = "--shared-state", description = "Tasks change the same data.")
  private boolean sharedState;

  @Option(names = "--native", description = "Tasks run native code.")
  private boolean nativeCode;

  @Option(names = "--untrusted", description = "Their code or input comes from strangers.")
  private boolean untrusted;

  @Option(
      names = "--killable",
      description = "A task must end when told, even if it ignores interrupts.")
  private boolean killable;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      converter = Size.Converter.class,
      description = "Heap that a task needs (default: 1MB).")
  private Optional<Size> heap = Optional.empty();

  @Option(
      names = "--start-up",
      paramLabel = "TIME",
      description = "How long the first result may take (default: 1s).")
  private Optional<Duration> startUp = Optional.empty();

  /** Whether any was given. */
  boolean given() {
    return sharedState
        || nativeCode
        || untrusted
        || killable
        || Stream.of(cpu, taskTime, bytesIn, bytesOut, heap, startUp).anyMatch(Optional::isPresent);
  }

  WorkProfile profile() {
    WorkProfile usual = WorkProfile.DEFAULT;
    return new WorkProfile(
        cpu.map(Share::part).orElse(usual.cpuShare()),
        taskTime.orElse(usual.taskTime()),
        bytesIn.map(Size::bytes).orElse(usual.bytesIn()),
        bytesOut.map(Size::bytes).orElse(usual.bytesOut()),
        sharedState,
        nativeCode,
        untrusted,
        killable,
        heap.map(Size::bytes).orElse(usual.heapBytes()),
        startUp.orElse(usual.startUp()));
  }
}
