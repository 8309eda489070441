// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * The directory of a door, which only this user can enter.
 *
 * <p>A JVM that is killed leaves its directory behind; the next one that makes one deletes it. The
 * owner of a door that doesn't open is dead: a Unix socket that nobody listens at refuses. That is
 * true in other containers too, which a process id in the name is not.
 */
final class DoorFolder implements Closeable {
  private static final String DOOR = "door";
  // Netty's limit; the kernel's is 107.
  private static final int LONGEST_PATH = 100;
  // From making the directory to listening takes milliseconds.
  private static final Duration YOUNG = Duration.ofMinutes(1);

  private final Path folder;

  private DoorFolder(Path folder) {
    this.folder = folder;
  }

  static DoorFolder create() throws IOException {
    Path usual = Path.of(System.getProperty("java.io.tmpdir"));
    sweep(usual, Instant.now().minus(YOUNG));
    var made = new DoorFolder(make(usual));
    if (made.door().toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_PATH) {
      return made;
    }
    made.close();
    return new DoorFolder(make(Path.of("/tmp")));
  }

  /** Made with mode 0700. */
  private static Path make(Path parent) throws IOException {
    return Files.createTempDirectory(parent, "songsong-" + ProcessHandle.current().pid() + "-web-");
  }

  Path path() {
    return folder;
  }

  Path door() {
    return folder.resolve(DOOR);
  }

  /** The id of the user whose it is. */
  int owner() throws IOException {
    return (Integer) Files.getAttribute(folder, "unix:uid");
  }

  /** Deletes what dead processes left that was made before the given time. */
  static void sweep(Path parent, Instant before) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, "songsong-*-web-*")) {
      for (Path folder : found) {
        if (orphaned(folder, before)) {
          new DoorFolder(folder).close();
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Another user's, or somebody is at it too: what stays is small and found again.
    }
  }

  private static boolean orphaned(Path folder, Instant before) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        || !Files.isReadable(folder)
        || Files.getLastModifiedTime(folder).toInstant().isAfter(before)) {
      return false;
    }
    Path door = folder.resolve(DOOR);
    if (Files.notExists(door, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    try (SocketChannel knock = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // One that was stopped lets everybody wait once its queue is full.
      knock.configureBlocking(false);
      knock.connect(UnixDomainSocketAddress.of(door));
      return false;
    } catch (ConnectException refused) {
      return true;
    } catch (IOException e) {
      // A full queue, or no descriptor left here: that proves nobody dead.
      return false;
    }
  }

  /** Deletes it with all that is in it. Idempotent. */
  @Override
  public void close() throws IOException {
    try (DirectoryStream<Path> sockets = Files.newDirectoryStream(folder)) {
      for (Path socket : sockets) {
        Files.deleteIfExists(socket);
      }
    } catch (NoSuchFileException e) {
      return;
    }
    Files.deleteIfExists(folder);
  }
}
