// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Writes a file so that its name shows either the old content or the whole new one.
 *
 * <p>The bytes go to a partial file in the same directory, which is then renamed. A worker that is
 * killed leaves its partial file; {@link #sweep} removes such files.
 */
final class AtomicFile {
  private static final String PREFIX = ".songsong-";
  private static final String SUFFIX = ".part";
  // Room for the directory entry and for rounding up to blocks.
  private static final long SLACK = 1 << 16;

  private AtomicFile() {}

  /**
   * Puts the bytes in place under the target's name.
   *
   * @throws DiskFullException if the disk has no room for them
   * @throws IOException if they can't be written; the target is then as it was
   */
  static void write(Path target, byte[] bytes) throws IOException {
    Path part = part(target);
    try {
      Files.createDirectories(target.getParent());
      Files.write(part, bytes);
      if (Thread.currentThread().isInterrupted()) {
        // Past its time limit or cancelled: the job has already said that this file isn't done.
        throw new IOException(FileNames.shown(target) + ": not written, its task was cancelled");
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw explained(target, bytes.length, e);
    }
  }

  /** The exception itself, or the one that says the disk is full if that is the reason. */
  static IOException explained(Path target, long bytes, IOException e) {
    return diskFull(target, bytes, e) ? new DiskFullException(target, bytes) : e;
  }

  private static boolean diskFull(Path target, long bytes, IOException e) {
    String message = String.valueOf(e.getMessage());
    // The message depends on the locale, so the free space is asked too.
    if (message.contains("No space left") || message.contains("quota")) {
      return true;
    }
    try {
      return Files.getFileStore(target.getParent()).getUsableSpace() < bytes + SLACK;
    } catch (IOException unknown) {
      return false;
    }
  }

  /** A name that depends on the target alone, so that a second attempt reuses the first's file. */
  private static Path part(Path target) {
    try {
      byte[] name = FileNames.uri(target).getBytes(StandardCharsets.US_ASCII);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(name);
      return target.resolveSibling(PREFIX + HexFormat.of().formatHex(hash, 0, 8) + SUFFIX);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** Removes what killed workers left in one directory. */
  static int sweep(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return 0;
    }
    int removed = 0;
    try (var parts = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
      for (Path part : parts) {
        removed += Files.deleteIfExists(part) ? 1 : 0;
      }
    }
    return removed;
  }
}
