// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
@ExtendWith(LeakCheck.class)
class ManifestTest {
  @TempDir Path folder;

  private static ManifestEntry entry(String output) {
    return new ManifestEntry(
        "/in/" + output,
        output,
        FileOutcome.DONE,
        10,
        4,
        3,
        "ab",
        1.5,
        1,
        "worker-1",
        "",
        0,
        "",
        List.of(),
        20,
        30,
        40,
        "recipe");
  }

  @Test
  void entries_come_back_as_they_were_written() throws IOException {
    try (var manifest = Manifest.open(folder, false)) {
      manifest.append(entry("ảnh.jpg"));
      manifest.append(entry("b.jpg"));
    }

    try (var manifest = Manifest.open(folder, true)) {
      assertThat(manifest.entries().values()).containsExactly(entry("ảnh.jpg"), entry("b.jpg"));
    }
  }

  @Test
  void torn_last_line_is_cut_off_and_the_next_line_is_whole() throws IOException {
    try (var manifest = Manifest.open(folder, false)) {
      manifest.append(entry("a.jpg"));
    }
    Path file = folder.resolve(Manifest.NAME);
    Files.writeString(file, "{\"input\":\"/in/b.jpg\",\"outp", StandardOpenOption.APPEND);

    try (var manifest = Manifest.open(folder, true)) {
      assertThat(manifest.entries()).containsOnlyKeys("a.jpg");
      manifest.append(entry("c.jpg"));
    }

    assertThat(Manifest.read(folder)).containsOnlyKeys("a.jpg", "c.jpg");
    assertThat(Files.readAllLines(file)).hasSize(2);
  }

  @Test
  void damaged_line_is_named_and_the_others_count() throws IOException {
    try (var manifest = Manifest.open(folder, false)) {
      manifest.append(entry("a.jpg"));
    }
    Files.writeString(
        folder.resolve(Manifest.NAME), "not json\n{\"output\":3}\n", StandardOpenOption.APPEND);

    try (var manifest = Manifest.open(folder, true)) {
      assertThat(manifest.entries()).containsOnlyKeys("a.jpg");
      assertThat(manifest.unreadable())
          .containsExactly(
              "manifest.jsonl line 2: unreadable; its file is done again",
              "manifest.jsonl line 3: unreadable; its file is done again");
    }
  }

  @Test
  void without_resume_the_manifest_starts_empty() throws IOException {
    try (var manifest = Manifest.open(folder, false)) {
      manifest.append(entry("a.jpg"));
    }

    try (var manifest = Manifest.open(folder, false)) {
      assertThat(manifest.entries()).isEmpty();
    }
    assertThat(folder.resolve(Manifest.NAME)).isEmptyFile();
  }

  @Test
  void second_job_in_the_same_folder_is_refused() throws IOException {
    try (var first = Manifest.open(folder, false)) {
      first.append(entry("a.jpg"));

      assertThatThrownBy(() -> Manifest.open(folder, false))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("is in use by another job (expected: one job a folder at a time");

      assertThat(Manifest.read(folder)).containsOnlyKeys("a.jpg");
    }
  }
}
