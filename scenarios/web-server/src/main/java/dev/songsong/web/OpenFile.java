// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * A regular file that is open for reading, and what was known of it when it was opened.
 *
 * <p>Its tag is made of size, time of change and the file's number on its device: what can be known
 * without reading it. A hash of the content would be the same on other machines too, but would cost
 * a read of every file after every start.
 *
 * @param tag what stands between the quotes of an {@code ETag}
 * @param settled whether the tag can be trusted: a file that was changed a moment ago may be
 *     changed again within the same tick of the file system's clock
 */
record OpenFile(FileChannel channel, long size, Instant modified, String tag, boolean settled)
    implements AutoCloseable {
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final Duration SETTLED = Duration.ofSeconds(2);
  private static final int TRIES = 10;

  /** A way to a file. */
  private interface Way {
    BasicFileAttributes attributes() throws IOException;

    SeekableByteChannel open() throws IOException;
  }

  /**
   * Opens a file wherever it is.
   *
   * @throws NoSuchFileException if it is not there or not a regular one
   */
  static OpenFile of(Path file) throws IOException {
    return open(
        file,
        new Way() {
          @Override
          public BasicFileAttributes attributes() throws IOException {
            return Files.readAttributes(file, BasicFileAttributes.class);
          }

          @Override
          public SeekableByteChannel open() throws IOException {
            return FileChannel.open(file, StandardOpenOption.READ);
          }
        });
  }

  /**
   * Opens a file of an open folder; not what a symbolic link points to.
   *
   * @throws NoSuchFileException if it is not there or not a regular one
   */
  static OpenFile of(SecureDirectoryStream<Path> folder, Path name) throws IOException {
    var view =
        folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    return open(
        name,
        new Way() {
          @Override
          public BasicFileAttributes attributes() throws IOException {
            return view.readAttributes();
          }

          @Override
          public SeekableByteChannel open() throws IOException {
            return folder.newByteChannel(name, READ);
          }
        });
  }

  /*
   * The JDK cannot ask an open channel what it is of, so the name is asked before and after: if it
   * stood for the same file both times, that is the one that was opened. It is asked before also
   * because to open a pipe or a device may block, or do something.
   */
  private static OpenFile open(Path name, Way way) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      BasicFileAttributes before = way.attributes();
      if (!before.isRegularFile()) {
        throw new NoSuchFileException(name.toString(), null, "not a regular file");
      }
      SeekableByteChannel opened = way.open();
      try {
        BasicFileAttributes after = way.attributes();
        if (opened instanceof FileChannel channel
            && Objects.equals(before.fileKey(), after.fileKey())) {
          opened = null;
          return describe(channel, after);
        }
      } finally {
        if (opened != null) {
          opened.close();
        }
      }
    }
    throw new FileSystemException(name.toString(), null, "replaced again and again");
  }

  private static OpenFile describe(FileChannel channel, BasicFileAttributes attributes) {
    Instant modified = attributes.lastModifiedTime().toInstant();
    String tag =
        Long.toHexString(attributes.size())
            + '-'
            + Long.toHexString(modified.getEpochSecond())
            + Integer.toHexString(modified.getNano())
            + '-'
            + Integer.toHexString(Objects.hashCode(attributes.fileKey()));
    boolean settled = modified.isBefore(Instant.now().minus(SETTLED));
    return new OpenFile(channel, attributes.size(), modified, tag, settled);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
