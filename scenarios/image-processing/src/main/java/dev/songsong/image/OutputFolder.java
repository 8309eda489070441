// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The folder a job writes to. */
final class OutputFolder {
  private OutputFolder() {}

  /**
   * Makes the folder where it is missing.
   *
   * @throws ImageException if it can't be made or written to
   */
  static void create(Path folder) {
    String shown = "output: " + FileNames.shown(folder);
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new ImageException(shown, "is a file", "a folder; choose another with -o");
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new ImageException(
          shown,
          "can't be made, " + e,
          "a place that can be written to; choose another with -o",
          e);
    }
    if (!Files.isWritable(folder)) {
      throw new ImageException(
          shown, "no permission to write", "a folder of your own; choose another with -o");
    }
  }

  /** Removes what killed workers left in the folders of the plan. */
  static void sweep(Plan plan) throws IOException {
    Set<Path> folders = new HashSet<>();
    for (PlannedFile file : plan.files()) {
      folders.add(file.output().getParent());
    }
    for (Path folder : folders) {
      AtomicFile.sweep(folder);
    }
  }
}
