// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pool's own temporary directory, which only this user can enter, named after its JVM's process
 * id.
 *
 * <p>A JVM that is killed can't delete its own; the next pool of the machine does it.
 */
final class PoolDirectory {
  static final String SOCKET = "hub";
  static final String ARGUMENTS = "worker.args";

  private static final Pattern NAME = Pattern.compile("songsong-(\\d{1,18})-\\d+");
  // sockaddr_un holds 108 bytes, its end included.
  private static final int LONGEST_PATH = 107;

  private PoolDirectory() {}

  static Path create() throws IOException {
    sweep(Path.of(System.getProperty("java.io.tmpdir")));
    String prefix = "songsong-" + ProcessHandle.current().pid() + "-";
    Path directory = Files.createTempDirectory(prefix);
    if (directory.resolve(SOCKET).toString().getBytes(StandardCharsets.UTF_8).length
        <= LONGEST_PATH) {
      return directory;
    }
    Files.delete(directory);
    return Files.createTempDirectory(Path.of("/tmp"), prefix);
  }

  private static void sweep(Path parent) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, "songsong-*")) {
      for (Path directory : found) {
        Matcher name = NAME.matcher(directory.getFileName().toString());
        boolean orphaned =
            name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
        if (orphaned && Files.exists(directory.resolve(SOCKET))) {
          delete(directory);
        }
      }
    } catch (IOException e) {
      // Another user's, or another pool was quicker: what stays is small and found again.
    }
  }

  static void delete(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve(ARGUMENTS));
    Files.deleteIfExists(directory.resolve(SOCKET));
    Files.deleteIfExists(directory);
  }
}
