// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A form that was sent. Used by the thread that handles the request. */
public interface Form extends AutoCloseable {

  /**
   * A file of a form.
   *
   * @param field the field's name
   * @param fileName the name that the client gave, without folders
   * @param contentType the type that the client gave
   * @param size in bytes
   * @param file where it lies until the form is closed; move it to keep it
   */
  record Upload(String field, String fileName, String contentType, long size, Path file) {}

  /** The first value of a field that is no file. */
  Optional<String> field(String name);

  /** All values of a field that is no file. */
  List<String> fields(String name);

  /** All files, in the order sent. */
  List<Upload> uploads();

  /** Deletes the files that are still there. Idempotent. */
  @Override
  void close() throws IOException;
}
