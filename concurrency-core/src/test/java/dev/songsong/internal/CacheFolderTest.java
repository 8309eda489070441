// SPDX-License-Identifier: Apache-2.0
package dev.songsong.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is in the cache leaves it when nobody has used it for a month. */
@Timeout(20)
class CacheFolderTest {
  private static final Instant NOW = Instant.parse("2026-11-25T15:00:00Z");

  @TempDir private Path folder;

  private Path file(String name, Duration unused) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "classes");
    return Files.setLastModifiedTime(file, FileTime.from(NOW.minus(unused)));
  }

  @Test
  void what_nobody_used_for_a_month_is_deleted_and_no_more() throws IOException {
    Path used = file("used.jsa", Duration.ofDays(31));
    Path fresh = file("fresh.aot", Duration.ofDays(29));
    Path theirs = file("theirs.txt", Duration.ofDays(31));
    for (String kind : new String[] {"jsa", "aot", "draft"}) {
      file("old." + kind, Duration.ofDays(31));
    }

    CacheFolder.use(used, NOW);

    try (var left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(used, fresh, theirs);
    }
    assertThat(Files.getLastModifiedTime(used).toInstant()).isEqualTo(NOW);
  }

  @Test
  void a_file_or_folder_that_is_not_there_yet_is_no_matter() {
    CacheFolder.use(folder.resolve("none.jsa"), NOW);
    CacheFolder.use(folder.resolve("nowhere").resolve("none.jsa"), NOW);

    assertThat(folder).isEmptyDirectory();
  }
}
