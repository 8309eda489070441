// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import dev.songsong.scenario.FaultResult;
import dev.songsong.scenario.TrialSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The input of a fault experiment: small images, some of which end or hang their decoder.
 *
 * <p>What became of it is counted on disk, so that it can be counted after the job's own JVM died.
 *
 * @param root of input and output
 * @param poison what the poisoned ones do
 * @param seed of the images
 */
record PoisonedFolder(Path root, Poison poison, long seed) {
  static final int IMAGES = 40;
  private static final int SIDE = 320;
  // In the second half: the first shows that the work goes well until a decoder fails.
  private static final Set<Integer> POISONED = Set.of(22, 33);

  static PoisonedFolder of(TrialSetup setup, String fault) {
    Poison poison =
        switch (fault) {
          case "crash" -> Poison.CRASH;
          case "hang" -> Poison.HANG;
          default ->
              throw new IllegalArgumentException("fault: " + fault + " (expected: crash or hang)");
        };
    return new PoisonedFolder(setup.directory().resolve("poisoned"), poison, setup.seed());
  }

  Path input() {
    return root.resolve("in");
  }

  Path output() {
    return root.resolve("out");
  }

  /** Writes the images. */
  void write() throws IOException {
    List<Path> files = new SampleFolder(SIDE, SIDE, seed).write(input(), IMAGES);
    for (int number : POISONED) {
      poison.into(files.get(number));
    }
  }

  /** Counts what is there now. */
  FaultResult result(boolean survived) throws IOException {
    Map<String, ManifestEntry> entries = Manifest.read(output());
    long done = 0;
    long lost = 0;
    long named = 0;
    for (PlannedFile file :
        new Planner(output(), Optional.empty()).plan(List.of(input())).files()) {
      if (Poison.in(file.input()).isEmpty()) {
        boolean written = Files.exists(file.output());
        done += written ? 1 : 0;
        lost += written ? 0 : 1;
      } else if (entries.containsKey(file.name())) {
        named++;
      }
    }
    String name = poison == Poison.CRASH ? "crash" : "hang";
    return new FaultResult(name, IMAGES, done, lost, named, survived);
  }
}
