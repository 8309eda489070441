// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A form that has come; filled by who reads it. Used by one thread. */
final class SentForm implements Form {
  private final Map<String, List<String>> fields = new LinkedHashMap<>();
  private final List<Upload> uploads = new ArrayList<>();
  private @Nullable Path folder; // of the files; none if there are none, or no more

  void add(String name, String value) {
    fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
  }

  void add(Upload upload) {
    uploads.add(upload);
  }

  /** Where files go. */
  void keepIn(Path folder) {
    this.folder = folder;
  }

  @Nullable Path folder() {
    return folder;
  }

  @Override
  public Optional<String> field(String name) {
    return fields(name).stream().findFirst();
  }

  @Override
  public List<String> fields(String name) {
    return List.copyOf(fields.getOrDefault(name, List.of()));
  }

  @Override
  public List<Upload> uploads() {
    return List.copyOf(uploads);
  }

  @Override
  public void close() {
    Path now = folder;
    if (now != null) {
      folder = null;
      Uploads.deleteAll(now);
    }
  }
}
