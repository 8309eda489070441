// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.List;

/*
 * No way leads out of the folder:
 *
 *   1. A name that came is one name: no "..", no slash, nothing hidden.
 *   2. The real path of what it names, all links followed, lies below the folder's real path. So
 *      links within the folder work, and the folder itself may be a link that is switched.
 *   3. The real path has no links. It is walked from the folder down, by open descriptors
 *      (openat), and no link is followed: one that was put there between 2 and 3 is not found.
 */
/**
 * A folder whose files may be seen, and nothing outside it. Thread-safe.
 *
 * @param folder where it is; may be a link
 */
record RootFolder(Path folder) {
  private static final String WELL_KNOWN = ".well-known"; // RFC 8615

  /**
   * What a path leads to.
   *
   * @param root the folder's real path
   * @param real what is there, below the root or the root itself
   */
  record Found(Path root, Path real) implements FileSource {
    boolean isFolder() {
      return Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public String name() {
      return String.valueOf(real.getFileName());
    }

    @Override
    public OpenFile open() throws IOException {
      return openBeside("");
    }

    @Override
    public OpenFile openBeside(String suffix) throws IOException {
      Path sibling = real.resolveSibling(real.getFileName() + suffix);
      try (DirectoryStream<Path> at = Files.newDirectoryStream(root)) {
        return at instanceof SecureDirectoryStream<Path> secure
            ? walk(secure, root.relativize(sibling))
            // A system without openat, such as Windows: only the real path guards it.
            : OpenFile.of(sibling.toRealPath(LinkOption.NOFOLLOW_LINKS));
      }
    }

    private static OpenFile walk(SecureDirectoryStream<Path> at, Path way) throws IOException {
      if (way.getNameCount() == 1) {
        return OpenFile.of(at, way);
      }
      try (var next = at.newDirectoryStream(way.getName(0), LinkOption.NOFOLLOW_LINKS)) {
        return walk(next, way.subpath(1, way.getNameCount()));
      }
    }
  }

  /**
   * Looks for what these names lead to, one after the other.
   *
   * @throws NoSuchFileException if it is not there, or may not be seen
   */
  Found find(List<String> names) throws IOException {
    Path root = folder.toRealPath();
    Path path = root;
    for (String name : names) {
      path = path.resolve(plain(name));
    }
    Path real = path.toRealPath();
    if (!real.startsWith(root)) {
      throw new NoSuchFileException(path.toString(), null, "leads out of its root");
    }
    return new Found(root, real);
  }

  private Path plain(String name) throws NoSuchFileException {
    boolean hidden = name.startsWith(".") && !name.equals(WELL_KNOWN);
    if (name.isEmpty() || hidden || name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
      throw new NoSuchFileException(name, null, "not a name");
    }
    try {
      Path path = folder.getFileSystem().getPath(name);
      if (path.getRoot() != null || path.getNameCount() != 1) {
        throw new NoSuchFileException(name, null, "not a name");
      }
      return path;
    } catch (InvalidPathException e) {
      throw new NoSuchFileException(name, null, e.getReason());
    }
  }
}
