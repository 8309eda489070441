// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Who deletes what:
 *
 *   a form that is done with       its own folder, when it is closed
 *   the server when it closes      the folder of all
 *   the JVM's normal end           the folder of all, by a hook
 *   kill -9, power                 the next server that takes an upload on this machine: a folder
 *                                  whose lock can be had belongs to nobody that lives
 *
 * The system gives a lock back when its process ends, however it ends, and also in a container,
 * where process ids say nothing about the others.
 */
/**
 * Where one serving process keeps the files that come with forms: below the JVM's temporary folder,
 * made at the first need, for the user alone. Thread-safe.
 */
final class Uploads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
  private static final String PREFIX = "songsong-";
  private static final String KIND = "-web-";
  private static final String LOCK = ".lock";
  private static final int TRIES = 10;

  /** Of this JVM's folders. In a container the next process may well have this one's number. */
  private static final String OURS =
      PREFIX
          + ProcessHandle.current().pid()
          + KIND
          + Long.toHexString(ThreadLocalRandom.current().nextLong())
          + "-";

  private final Path base;
  // Set by the first form's thread, taken by who closes.
  private final AtomicReference<@Nullable Place> place = new AtomicReference<>();
  private volatile boolean closed; // written by who closes, read by forms' threads

  private record Place(Path folder, FileChannel locked, Thread hook) {
    void delete() throws IOException {
      Uploads.deleteAll(folder);
      locked.close();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        LOG.debug("the JVM ends, and the hook runs", e);
      }
    }
  }

  Uploads() {
    this(Path.of(System.getProperty("java.io.tmpdir")));
  }

  Uploads(Path base) {
    this.base = base;
  }

  /** A new folder for one form; whoever asked for it deletes it. */
  Path newFolder() throws IOException {
    return Files.createTempDirectory(place().folder(), "form-");
  }

  private Place place() throws IOException {
    Place known = place.get();
    if (known != null) {
      return known;
    }
    Place made = make();
    known = place.compareAndExchange(null, made);
    if (known != null) {
      // Another form was first.
      made.delete();
      return known;
    }
    if (closed) {
      deleteAll();
      throw new IOException("server: closed (expected: open until the form has come)");
    }
    return made;
  }

  private Place make() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      Path folder = Files.createTempDirectory(base, OURS);
      try {
        Path lock = folder.resolve(LOCK);
        FileChannel locked =
            FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        locked.lock();
        // Another process may have seen it before it was locked, and deleted it as abandoned.
        if (Files.exists(lock)) {
          sweep(Files.getOwner(folder));
          var hook = new Thread(() -> deleteAll(folder), "web-uploads-end");
          Runtime.getRuntime().addShutdownHook(hook);
          return new Place(folder, locked, hook);
        }
        locked.close();
      } catch (IOException | IllegalStateException e) {
        deleteAll(folder);
        throw e;
      }
    }
    throw new FileSystemException(base.toString(), null, "folders are deleted again and again");
  }

  /** Deletes what this user's processes left that were killed. */
  private void sweep(UserPrincipal user) {
    try (DirectoryStream<Path> others = Files.newDirectoryStream(base, PREFIX + "*" + KIND + "*")) {
      for (Path other : others) {
        // A process loses its own lock if it so much as closes another descriptor of the file.
        if (!other.getFileName().toString().startsWith(OURS) && isOf(user, other)) {
          deleteIfAbandoned(other);
        }
      }
    } catch (IOException e) {
      LOG.warn("{}: can't be looked through for what killed processes left", base, e);
    }
  }

  /** In what is another's, a link could be put in the way of who deletes. */
  private static boolean isOf(UserPrincipal user, Path folder) {
    try {
      return user.equals(Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS))
          && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return false;
    }
  }

  private static void deleteIfAbandoned(Path folder) {
    try (var channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
        FileLock had = channel.tryLock()) {
      if (had != null) {
        LOG.info("{}: left by a process that was killed; deleted", folder);
        deleteAll(folder);
      }
    } catch (IOException | OverlappingFileLockException e) {
      LOG.debug("{}: in use", folder, e);
    }
  }

  @Override
  public void close() throws IOException {
    // First, so that a folder that is made just now is seen here, or by who makes it.
    closed = true;
    deleteAll();
  }

  private void deleteAll() throws IOException {
    Place done = place.getAndSet(null);
    if (done != null) {
      done.delete();
    }
  }

  /** Deletes a folder with all in it; what is gone already is no error. */
  static void deleteAll(Path folder) {
    try {
      Files.walkFileTree(folder, new Deleter());
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("{}: can't be deleted", folder, e);
    }
  }

  private static final class Deleter extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
        throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
