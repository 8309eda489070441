// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** The private directory in which a user's shared memory lies. */
record Store(Path directory) {
  private static final Path IN_MEMORY = Path.of("/dev/shm");
  private static final Path SELF = Path.of("/proc/self");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  /** The fastest base this machine has: a file system in memory, else the temp directory. */
  static Path bestBase() {
    return Files.isDirectory(IN_MEMORY) && Files.isWritable(IN_MEMORY)
        ? IN_MEMORY
        : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** The user's directory below a base, made if it is not there. */
  static Store in(Path base) {
    String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
    Path directory = base.toAbsolutePath().resolve("songsong-" + user);
    try {
      while (!made(directory)) {
        // Another process has just removed it, because it was empty.
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      throw new SharedMemoryException(
          "directory: " + directory + ": " + e + " (expected: room for a new directory)", e);
    }
    return new Store(directory);
  }

  private static boolean made(Path directory) throws IOException {
    try {
      Files.createDirectory(directory, attributes(directory, OWNER_ONLY));
      return true;
    } catch (FileAlreadyExistsException exists) {
      return isPrivate(directory);
    }
  }

  /** In a base that all may write to, somebody else may have made the directory before us. */
  private static boolean isPrivate(Path directory) throws IOException {
    try {
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
          throw notPrivate(directory, "not a directory");
        }
        return false;
      }
      if (posix(directory)) {
        checkPosix(directory);
      }
      return true;
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  private static void checkPosix(Path directory) throws IOException {
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(directory);
    if (!found.equals(OWNER_ONLY)) {
      throw notPrivate(directory, PosixFilePermissions.toString(found));
    }
    UserPrincipal owner = Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS);
    if (Files.isDirectory(SELF) && !owner.equals(Files.getOwner(SELF))) {
      throw notPrivate(directory, "owned by " + owner.getName());
    }
  }

  private static SharedMemoryException notPrivate(Path directory, String found) {
    return new SharedMemoryException(
        "directory: "
            + directory
            + ", "
            + found
            + " (expected: a directory of this user with mode rwx------)."
            + " Remove it, or create the memory in another directory.");
  }

  static boolean posix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
    return posix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  /** Removes the directory if it is empty. */
  static void removeIfEmpty(Path directory) {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException inUse) {
      // Other memory lies there.
    } catch (IOException e) {
      // An empty directory that stays harms nobody.
    }
  }
}
