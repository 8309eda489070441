// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FileNamesTest {
  private static final Path FOLDER = Path.of(URI.create("file:///photos/"));

  @Test
  void vietnamese_name_survives_the_way_to_a_worker() {
    Path file = FileNames.resolve(FOLDER, "Tết/ảnh đẹp 100%.jpg");

    String shipped = FileNames.uri(file);

    assertThat(shipped).isASCII();
    assertThat(FileNames.path(shipped)).isEqualTo(file);
    assertThat(FileNames.below(FOLDER, file)).isEqualTo("Tết/ảnh đẹp 100%.jpg");
  }

  @Test
  void name_that_is_not_even_utf8_survives() {
    Path latin1 = Path.of(URI.create("file:///photos/caf%E9.jpg"));

    assertThat(FileNames.path(FileNames.uri(latin1))).isEqualTo(latin1);
    assertThat(FileNames.uri(FileNames.withExtension(latin1, "png")))
        .isEqualTo("file:///photos/caf%E9.png");
  }

  @Test
  void extension_and_suffix_change_only_the_end() {
    Path file = FileNames.resolve(FOLDER, "a.b/c.d.JPG");

    assertThat(FileNames.extension(file)).isEqualTo("jpg");
    assertThat(FileNames.below(FOLDER, FileNames.withExtension(file, "webp")))
        .isEqualTo("a.b/c.d.webp");
    assertThat(FileNames.below(FOLDER, FileNames.withSuffix(file, ".txt")))
        .isEqualTo("a.b/c.d.JPG.txt");
  }

  @Test
  void hidden_file_without_extension_gets_one() {
    Path file = FileNames.resolve(FOLDER, ".hidden");

    assertThat(FileNames.below(FOLDER, FileNames.withExtension(file, "png")))
        .isEqualTo(".hidden.png");
  }
}
