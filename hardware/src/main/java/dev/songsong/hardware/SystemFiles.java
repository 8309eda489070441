// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The files in which Linux describes itself, below a root that tests replace.
 *
 * <p>A file that is missing or not readable is empty: which of them exist differs by machine,
 * kernel and container.
 */
record SystemFiles(Path root) {
  /** Those of this machine. */
  static SystemFiles ofThisMachine() {
    return new SystemFiles(Path.of("/"));
  }

  /** The contents of {@code absolute}, such as {@code /proc/cpuinfo}, without its last line end. */
  Optional<String> text(String absolute) {
    try {
      byte[] bytes = Files.readAllBytes(path(absolute));
      return Optional.of(new String(bytes, StandardCharsets.UTF_8).strip());
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** The number that is the file's whole text. */
  OptionalLong number(String absolute) {
    return text(absolute)
        .filter(text -> text.matches("-?\\d{1,18}"))
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  boolean exists(String absolute) {
    return Files.exists(path(absolute));
  }

  /** The names in the directory {@code absolute}, sorted. */
  List<String> names(String absolute) {
    try (var entries = Files.list(path(absolute))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  private Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }
}
