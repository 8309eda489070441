// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab.trial;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Windows and macOS: CPU time from {@link ProcessHandle}, as of the last reading for a process that
 * has ended since; memory unknown.
 */
final class HandleTreeMeter implements TreeMeter {
  private final ProcessHandle root;
  private final Map<Long, Duration> lastSeen = new HashMap<>();

  HandleTreeMeter(ProcessHandle root) {
    this.root = root;
  }

  @Override
  public Optional<Duration> cpu() {
    Stream.concat(Stream.of(root), root.descendants())
        .forEach(process ->
            process.info().totalCpuDuration().ifPresent(used -> lastSeen.put(process.pid(), used)));
    return lastSeen.values().stream().reduce(Duration::plus);
  }

  @Override
  public OptionalLong memoryBytes() {
    return OptionalLong.empty();
  }
}
