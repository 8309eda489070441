// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A file that several processes append to, and that may be moved away under them. For one thread.
 *
 * <p>Each write is one system call with O_APPEND: the kernel puts it at the file's end as a whole,
 * so lines of different processes never mix.
 */
final class LogFile implements AutoCloseable {
  private static final int MOST_TRIES = 10;

  private final Path path;
  private @Nullable FileChannel open;
  private @Nullable Object key; // of what is open: device and inode; none where there is no such
  private boolean torn; // the last write ended within a line

  LogFile(Path path) {
    this.path = path;
  }

  /**
   * Opens the file, or makes it.
   *
   * @throws IOException if it can't be written
   */
  static void requireWritable(Path path) throws IOException {
    try {
      open(path).close();
    } catch (IOException e) {
      throw new IOException(
          "accessLog: " + path + ": " + e + " (expected: a file that can be written)", e);
    }
  }

  private static FileChannel open(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /**
   * Appends whole lines.
   *
   * @throws IOException if not all could be written; {@link ByteBuffer#remaining} tells how much
   */
  void append(ByteBuffer lines) throws IOException {
    FileChannel channel = current();
    int begin = lines.position();
    try {
      if (torn) {
        channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
        torn = false;
      }
      while (lines.hasRemaining()) {
        channel.write(lines);
      }
    } catch (IOException e) {
      torn |= lines.position() > begin && lines.get(lines.position() - 1) != '\n';
      throw e;
    }
  }

  private FileChannel current() throws IOException {
    FileChannel channel = open;
    if (channel != null && channel.isOpen() && sameFile(key, key())) {
      return channel;
    }
    close();
    return reopen();
  }

  private static boolean sameFile(@Nullable Object opened, @Nullable Object there) {
    return opened == null ? there == null : opened.equals(there);
  }

  /**
   * Looked at before and after: what was opened is what is there, whoever moves files meanwhile.
   */
  private FileChannel reopen() throws IOException {
    for (int i = 0; i < MOST_TRIES; i++) {
      Object before = key();
      FileChannel channel = open(path);
      if (sameFile(before, key())) {
        open = channel;
        key = before;
        torn = false;
        return channel;
      }
      channel.close();
    }
    throw new IOException(
        "accessLog: " + path + ": moved again and again (expected: not so often)");
  }

  private @Nullable Object key() throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    FileChannel channel = open;
    open = null;
    if (channel != null) {
      channel.close();
    }
  }
}
