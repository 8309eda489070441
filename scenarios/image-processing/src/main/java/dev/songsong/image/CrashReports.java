// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The folder where worker JVMs that crash leave their reports, for the duration of a job.
 *
 * <p>In the end only the reports that the manifest names are kept, and the folder only if there are
 * any. Used by one thread.
 *
 * @param folder below the output folder
 * @param troubles what the manifest says went wrong; read when this is closed
 */
record CrashReports(Path folder, List<ManifestEntry> troubles) implements AutoCloseable {
  static final String NAME = "crash-reports";

  static CrashReports in(Path output, List<ManifestEntry> troubles) throws IOException {
    Path folder = output.toAbsolutePath().resolve(NAME);
    Files.createDirectories(folder);
    return new CrashReports(folder, troubles);
  }

  /** Tells a worker JVM where to write; it replaces {@code %p} by its process id. */
  String jvmArg() {
    return "-XX:ErrorFile=" + folder.toString().replace("%", "%%") + "/hs_err_pid%p.log";
  }

  @Override
  public void close() throws IOException {
    boolean kept = false;
    try (var reports = Files.newDirectoryStream(folder)) {
      for (Path report : reports) {
        if (isNamed(String.valueOf(report.getFileName()))) {
          kept = true;
        } else {
          Files.delete(report);
        }
      }
    }
    if (!kept) {
      Files.delete(folder);
    }
  }

  private boolean isNamed(String report) {
    return troubles.stream().anyMatch(entry -> entry.error().contains(report));
  }
}
