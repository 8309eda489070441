// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The small file in which a guard tells about its program.
 *
 * <p>It is open on both sides and has a name only until the guard has opened it, so that no death
 * of the JVM leaves it behind. Confined to the thread that runs the command.
 */
final class StatusFile implements AutoCloseable {
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final int LONGEST = 4096;

  private final Path path;
  private final FileChannel channel;

  private StatusFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static StatusFile create() throws IOException {
    // The JDK creates temp files readable by their owner alone.
    Path path =
        Files.isWritable(MEMORY)
            ? Files.createTempFile(
                MEMORY, "songsong-" + ProcessHandle.current().pid() + "-guard-", "")
            : Files.createTempFile("songsong-" + ProcessHandle.current().pid() + "-guard-", "");
    try {
      return new StatusFile(path, FileChannel.open(path, StandardOpenOption.READ));
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  Path path() {
    return path;
  }

  /** Takes the file's name away; both sides keep it open. */
  void unlink() throws IOException {
    Files.deleteIfExists(path);
  }

  /** The whole lines that the guard has written up to now. */
  List<String> lines() throws IOException {
    var buffer = ByteBuffer.allocate(LONGEST);
    while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) > 0) {
      // A read of a file may give less than there is.
    }
    String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    unlink();
  }
}
