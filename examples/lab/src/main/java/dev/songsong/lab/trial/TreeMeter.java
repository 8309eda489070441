// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab.trial;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what a process and all its descendants use; used by one thread. */
interface TreeMeter {

  /** CPU time used so far by the living and the ended; empty where the system can't say. */
  Optional<Duration> cpu();

  /** Memory held at this moment; empty where the system can't say. */
  OptionalLong memoryBytes();

  /** The meter for this system. */
  static TreeMeter of(ProcessHandle root) {
    return Files.isReadable(Path.of("/proc/self/stat"))
        ? new ProcTreeMeter(root)
        : new HandleTreeMeter(root);
  }
}
