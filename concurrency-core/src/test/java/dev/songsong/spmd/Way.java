// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import dev.songsong.exec.Mode;
import dev.songsong.exec.WorkerOptions;
import java.time.Duration;

/** The ways to run ranks that must all behave alike. */
enum Way {
  THREADS(Mode.THREADS, Transport.SHARED),
  PROCESSES(Mode.PROCESSES, Transport.SHARED),
  HYBRID(Mode.HYBRID, Transport.SHARED),
  TCP(Mode.PROCESSES, Transport.TCP);

  private final Mode mode;
  private final Transport transport;

  Way(Mode mode, Transport transport) {
    this.mode = mode;
    this.transport = transport;
  }

  SpmdBuilder builder(int size) {
    int processes = mode == Mode.HYBRID ? (size % 2 == 0 ? 2 : 1) : size;
    return Spmd.builder(mode)
        .processes(mode == Mode.THREADS ? 1 : processes)
        .threads(mode == Mode.THREADS ? size : mode == Mode.HYBRID ? size / processes : 1)
        .transport(transport)
        .deadline(Duration.ofSeconds(20))
        .workers(
            WorkerOptions.DEFAULT
                .withSpares(0)
                .withHeapMiB(128)
                .withJvmArgs("-XX:TieredStopAtLevel=1"));
  }
}
