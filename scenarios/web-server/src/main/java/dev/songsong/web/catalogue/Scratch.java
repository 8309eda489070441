// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder of this process's own, for what is not to outlive it.
 *
 * @param folder that only this user can look into
 */
record Scratch(Path folder) implements AutoCloseable {

  static Scratch make() throws IOException {
    return new Scratch(
        Files.createTempDirectory("songsong-" + ProcessHandle.current().pid() + "-catalogue-"));
  }

  @Override
  public void close() throws IOException {
    if (Files.exists(folder)) {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }
}
