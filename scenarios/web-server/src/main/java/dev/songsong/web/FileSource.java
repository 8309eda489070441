// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where the file of an answer comes from; it is opened only when the answer is made ready. */
interface FileSource {
  /** The file's name, by which its type is known. */
  String name();

  /**
   * Opens it.
   *
   * @throws NoSuchFileException if it is not there or not a regular file
   */
  OpenFile open() throws IOException;

  /**
   * Opens what lies beside it under its name and this suffix.
   *
   * @throws NoSuchFileException if nothing does
   */
  OpenFile openBeside(String suffix) throws IOException;

  /** A file that the handler chose: it is followed wherever it leads. */
  record Chosen(Path file) implements FileSource {
    @Override
    public String name() {
      Path name = file.getFileName();
      return name == null ? "" : name.toString();
    }

    @Override
    public OpenFile open() throws IOException {
      return OpenFile.of(file);
    }

    @Override
    public OpenFile openBeside(String suffix) throws IOException {
      throw new NoSuchFileException(file + suffix);
    }
  }
}
