// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void folders_are_made_and_old_content_is_replaced() throws IOException {
    Path target = folder.resolve("a/b/photo.jpg");

    AtomicFile.write(target, new byte[] {1});
    AtomicFile.write(target, new byte[] {2, 3});

    assertThat(target).hasBinaryContent(new byte[] {2, 3});
    assertThat(target.getParent()).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void failed_write_leaves_nothing() throws IOException {
    // GIVEN a folder where the output's name should go
    Path target = Files.createDirectories(folder.resolve("photo.jpg/inside")).getParent();

    assertThatThrownBy(() -> AtomicFile.write(target, new byte[] {1}))
        .isInstanceOf(FileSystemException.class);

    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void cancelled_writer_does_not_publish() throws IOException {
    Path target = folder.resolve("photo.jpg");

    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> AtomicFile.write(target, new byte[] {1}))
          .isInstanceOf(IOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void sweep_removes_what_a_killed_worker_left_and_nothing_else() throws IOException {
    Files.write(folder.resolve(".songsong-0123456789abcdef.part"), new byte[] {1});
    Files.write(folder.resolve("mine.part"), new byte[] {1});

    assertThat(AtomicFile.sweep(folder)).isEqualTo(1);
    assertThat(AtomicFile.sweep(folder.resolve("missing"))).isZero();

    assertThat(folder).isDirectoryContaining("glob:**mine.part");
  }
}
