// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.command.Texts;
import dev.songsong.machine.Machine;
import dev.songsong.machine.WorkerAdvice;
import dev.songsong.machine.WorkerAdvice.Recommendation;

/** The reasons of a {@link WorkerAdvice} in the user's language. */
final class ReasonTexts {
  private final Machine machine;
  private final Texts texts;
  private final Units units;

  ReasonTexts(Machine machine, Texts texts, Units units) {
    this.machine = machine;
    this.texts = texts;
    this.units = units;
  }

  /** The number and why. */
  String line(Recommendation recommendation) {
    return texts.get("advice.line", recommendation.count(), why(recommendation));
  }

  // The core says it in English; other languages have patterns of their own.
  private String why(Recommendation recommendation) {
    String key = "reason." + recommendation.reason();
    return texts.has(key) ? translated(key, recommendation) : recommendation.why();
  }

  private String translated(String key, Recommendation recommendation) {
    int logical = machine.cpu().logicalProcessors();
    return texts.get(
        key,
        recommendation.count(),
        logical,
        machine.cpu().physicalCores().orElse(logical),
        units.decimal(machine.container().cpuQuota().orElse(logical), 2),
        units.bytes(WorkerAdvice.freeBytes(machine)),
        units.bytes(WorkerAdvice.WORKER_BYTES),
        machine.usableCores(),
        Math.ceilDiv(machine.usableCores(), recommendation.count()));
  }
}
