// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** A data file and the lock that keeps it. Confined to the memory that owns it. */
record OwnedFile(Path data, Path lockFile, FileChannel lock) {
  /*
   * A lease is a lock on a small file beside the data, and the kernel releases it when its owner
   * dies, however it dies. Asking whether a process with the recorded pid lives would be wrong where
   * containers share the directory: they don't see each other's processes.
   *
   * States of one name:   nothing -> lock file, unlocked -> locked -> data file beside it
   * and back:             data deleted -> unlocked -> lock file deleted
   *
   * A sweeper locks what it finds. If it gets the lock the owner is dead, or has not locked yet; it
   * deletes the data, then the lock file. So an owner that could not lock, or finds after locking
   * that its file has lost its name, was swept before it began, and begins anew with another name.
   *
   * A POSIX lock is lost when its process closes *any* descriptor of the file. So a JVM never opens
   * lock files of its own again: it knows them by their prefix, its pid and start time.
   */

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final String DATA = ".data";
  private static final String LOCK = ".lock";
  private static final int ATTEMPTS = 100;

  private static String prefix(Lease lease) {
    return "songsong-" + lease.pid() + "-" + lease.started().toEpochMilli() + "-";
  }

  /** Takes a name and its lock; the data file is not there yet. */
  static OwnedFile create(Path base, Lease lease, long token) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Path directory = Store.in(base).directory();
      String name = prefix(lease) + Long.toHexString(token) + "-" + attempt;
      Optional<FileChannel> lock = locked(directory.resolve(name + LOCK), lease);
      if (lock.isPresent()) {
        return new OwnedFile(
            directory.resolve(name + DATA), directory.resolve(name + LOCK), lock.get());
      }
    }
    throw new IOException("no lock after " + ATTEMPTS + " attempts");
  }

  private static Optional<FileChannel> locked(Path file, Lease lease) throws IOException {
    FileChannel channel;
    try {
      channel = newFile(file);
    } catch (NoSuchFileException directoryGone) {
      // Another process closed the last memory there, and removed the directory.
      return Optional.empty();
    }
    try {
      if (channel.tryLock() == null || !Files.exists(file)) {
        channel.close();
        return Optional.empty();
      }
      // For people who look.
      String note = "pid " + lease.pid() + ", started " + lease.started() + "\n";
      channel.write(ByteBuffer.wrap(note.getBytes(StandardCharsets.UTF_8)));
      return Optional.of(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** A new file that its owner alone may read and write. */
  static FileChannel newFile(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
        Store.attributes(file, OWNER_ONLY));
  }

  Path directory() {
    return data.getParent();
  }

  /** Gives the name back: the data is gone for those who have not opened it. */
  void delete() {
    try (lock) {
      Files.deleteIfExists(data);
    } catch (IOException e) {
      // Windows keeps a file that another process has mapped: a later sweep removes it.
    }
    deleteQuietly(lockFile);
    Store.removeIfEmpty(directory());
  }

  /** Deletes what dead owners left in a directory; returns how many. */
  static int sweep(Path directory, Lease mine) throws IOException {
    int swept = 0;
    try (DirectoryStream<Path> locks = Files.newDirectoryStream(directory, "songsong-*" + LOCK)) {
      for (Path lock : locks) {
        if (!lock.getFileName().toString().startsWith(prefix(mine)) && swept(lock)) {
          swept++;
        }
      }
    }
    return swept;
  }

  private static boolean swept(Path lockFile) {
    try (var channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        return false;
      }
      String name = lockFile.getFileName().toString();
      String data = name.substring(0, name.length() - LOCK.length()) + DATA;
      Files.deleteIfExists(lockFile.resolveSibling(data));
      deleteQuietly(lockFile);
      return true;
    } catch (IOException | OverlappingFileLockException leftToOthers) {
      // Its owner, or another sweeper, is at it.
      return false;
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // A lock file without a lock: the next sweep tries again.
    }
  }
}
