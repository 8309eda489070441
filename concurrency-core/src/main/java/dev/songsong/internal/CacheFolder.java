// SPDX-License-Identifier: Apache-2.0
package dev.songsong.internal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/** Where this user's programs keep what can be made again. */
public final class CacheFolder {
  private static final Duration KEPT = Duration.ofDays(30);
  private static final String OURS = "*.{jsa,aot,draft}";

  private CacheFolder() {}

  /** Songsong's part of it; it may not be there yet. */
  public static Path path() {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path home = Path.of(System.getProperty("user.home"));
    Path base =
        configured == null || configured.isEmpty() ? home.resolve(".cache") : Path.of(configured);
    return base.resolve("songsong");
  }

  /**
   * Notes that a file, which may not be there yet, is used now, and deletes those beside it that
   * nobody has used for 30 days: a new JDK or class path leaves the old ones behind. Never fails.
   */
  public static void use(Path file) {
    use(file, Instant.now());
  }

  static void use(Path file, Instant now) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(now));
    } catch (IOException e) {
      // It is not there, or is somebody else's.
    }
    try (var all = Files.newDirectoryStream(file.getParent(), OURS)) {
      for (Path one : all) {
        deleteIfUnused(one, now);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // What can't be seen stays.
    }
  }

  private static void deleteIfUnused(Path file, Instant now) {
    try {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(KEPT))) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // Another was faster, or the system keeps it because it is open.
    }
  }
}
