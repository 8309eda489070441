// SPDX-License-Identifier: Apache-2.0
package dev.songsong.internal;

import java.nio.file.Path;

/** Where this user's programs keep what can be made again. */
public final class CacheFolder {
  private CacheFolder() {}

  /** Songsong's part of it; it may not be there yet. */
  public static Path path() {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path home = Path.of(System.getProperty("user.home"));
    Path base =
        configured == null || configured.isEmpty() ? home.resolve(".cache") : Path.of(configured);
    return base.resolve("songsong");
  }
}
