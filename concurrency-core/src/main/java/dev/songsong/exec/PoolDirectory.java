// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A pool's own temporary directory, which only this user can enter.
 *
 * <p>A JVM that is killed can't delete its own; the next pool of the machine does it. Whether the
 * owner lives is told by a file lock, which ends with its process, and not by the process id in the
 * name: in another container that shares the directory the id means somebody else.
 */
final class PoolDirectory implements Closeable {
  static final String SOCKET = "hub";
  static final String ARGUMENTS = "worker.args";
  private static final String RING = "ring-";

  private static final String LOCK = "lock";
  // sockaddr_un holds 108 bytes, its end included.
  private static final int LONGEST_PATH = 107;
  // More than a worker has slots: each makes one file.
  private static final int MOST_DELETES = 1000;

  private final Path path;
  private final FileChannel lock;

  private PoolDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  static PoolDirectory create() throws IOException {
    sweep(Path.of(System.getProperty("java.io.tmpdir")));
    String prefix = prefix();
    Path path = Files.createTempDirectory(prefix);
    if (path.resolve(SOCKET).toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
      Files.delete(path);
      path = Files.createTempDirectory(Path.of("/tmp"), prefix);
    }
    var made = new PoolDirectory(path, lockFile(path));
    try {
      // Not lock(), which an interrupt would end: the caller's is not for this.
      if (made.lock.tryLock() != null && Files.exists(path)) {
        return made;
      }
    } catch (IOException | RuntimeException e) {
      made.abandon();
      throw e;
    }
    // Taken for an orphan's by another pool's sweep, which deletes it.
    made.lock.close();
    return create();
  }

  private static FileChannel lockFile(Path directory) throws IOException {
    try {
      return FileChannel.open(
          directory.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      Files.deleteIfExists(directory);
      throw e;
    }
  }

  /** Gives up a directory of which no use could be made. */
  void abandon() {
    try {
      // First, for there may be no other descriptor left to list the directory with.
      lock.close();
      delete(path);
    } catch (IOException e) {
      // A sweep is at it too, or will be.
    }
  }

  private static String prefix() {
    return "songsong-" + ProcessHandle.current().pid() + "-";
  }

  Path path() {
    return path;
  }

  /** The file of a slot's rings, below the directory in which the socket is. */
  static Path ring(Path directory, long worker, int slot) {
    return directory.resolve(RING + worker + "-" + slot);
  }

  static void deleteRing(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Windows keeps the name of a mapped file: it goes with the pool's directory.
    }
  }

  private static void sweep(Path parent) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, "songsong-*-*")) {
      found.forEach(PoolDirectory::deleteIfOrphaned);
    } catch (IOException | DirectoryIteratorException e) {
      // What stays is small and found again.
    }
  }

  private static void deleteIfOrphaned(Path directory) {
    Path file = directory.resolve(LOCK);
    // A POSIX lock is lost when its process closes any descriptor of the file: so this JVM never
    // opens its own pools' locks again. A dead namesake's directory is left to the next JVM.
    if (directory.getFileName().toString().startsWith(prefix())
        || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
        || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (FileChannel theirs =
        FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      if (theirs.tryLock() != null) {
        delete(directory);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // Another user's, or somebody is at it too.
    }
  }

  /** A worker that is killed may still make its ring's file after the others were deleted. */
  private static void deleteForGood(Path directory) throws IOException {
    for (int left = MOST_DELETES; ; left--) {
      try {
        delete(directory);
        return;
      } catch (DirectoryNotEmptyException e) {
        if (left == 1) {
          throw e;
        }
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (DirectoryStream<Path> rings = Files.newDirectoryStream(directory, RING + "*")) {
      for (Path ring : rings) {
        Files.deleteIfExists(ring);
      }
    }
    Files.deleteIfExists(directory.resolve(ARGUMENTS));
    Files.deleteIfExists(directory.resolve(SOCKET));
    Files.deleteIfExists(directory.resolve(LOCK));
    Files.deleteIfExists(directory);
  }

  @Override
  public void close() throws IOException {
    try {
      deleteForGood(path);
    } finally {
      lock.close();
    }
  }
}
