// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The record of a job: JSON lines, one a file, appended as files end.
 *
 * <p>While it is open the file is locked, so two jobs can't write to one folder. A job that is
 * killed leaves at most one torn line, the last; opening again cuts it off. Used by one thread.
 */
final class Manifest implements AutoCloseable {
  static final String NAME = "manifest.jsonl";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  // A byte far behind the text: on Windows a lock on the text itself would keep readers out.
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private final Path file;
  private final FileChannel channel;
  private final Map<String, ManifestEntry> entries = new LinkedHashMap<>();
  private final List<String> unreadable = new ArrayList<>();

  private Manifest(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens and locks the folder's manifest.
   *
   * @param resume whether to go on with what it says; otherwise it starts empty
   * @throws ImageException if another job has it open
   */
  static Manifest open(Path folder, boolean resume) throws IOException {
    Path file = folder.resolve(NAME);
    var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      lock(folder, channel);
      var manifest = new Manifest(file, channel);
      if (resume) {
        manifest.load();
      } else {
        channel.truncate(0);
      }
      return manifest;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void lock(Path folder, FileChannel channel) throws IOException {
    boolean locked;
    try {
      locked = channel.tryLock(LOCKED_BYTE, 1, false) != null;
    } catch (OverlappingFileLockException sameJvm) {
      locked = false;
    }
    if (!locked) {
      throw new ImageException(
          "output: " + FileNames.shown(folder),
          "is in use by another job",
          "one job a folder at a time; wait for it or choose another folder with -o");
    }
  }

  private void load() throws IOException {
    String text = Files.readString(file);
    int whole = text.lastIndexOf('\n') + 1;
    int number = 0;
    for (String line : text.substring(0, whole).lines().toList()) {
      number++;
      Optional<ManifestEntry> entry = parse(line);
      entry.ifPresent(e -> entries.put(e.output(), e));
      if (entry.isEmpty()) {
        unreadable.add(NAME + " line " + number + ": unreadable; its file is done again");
      }
    }
    channel.truncate(text.substring(0, whole).getBytes(StandardCharsets.UTF_8).length);
    channel.position(channel.size());
  }

  private static Optional<ManifestEntry> parse(String line) {
    try {
      var entry = JSON.readValue(line, ManifestEntry.class);
      boolean whole = entry.input() != null && entry.output() != null && entry.outcome() != null;
      return whole ? Optional.of(entry) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** The last entry of each output, by the output's name. */
  Map<String, ManifestEntry> entries() {
    return entries;
  }

  /** What could not be read when the manifest was opened. */
  List<String> unreadable() {
    return unreadable;
  }

  /**
   * Adds one line, whole or not at all.
   *
   * @throws DiskFullException if the disk has no room for it
   */
  void append(ManifestEntry entry) throws IOException {
    byte[] line = (JSON.writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8);
    long start = channel.position();
    var buffer = ByteBuffer.wrap(line);
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      channel.truncate(start);
      throw AtomicFile.explained(file, line.length, e);
    }
    entries.put(entry.output(), entry);
  }

  /** Reads a manifest that nobody writes; for reports. */
  static Map<String, ManifestEntry> read(Path folder) throws IOException {
    var entries = new LinkedHashMap<String, ManifestEntry>();
    Path file = folder.resolve(NAME);
    if (Files.exists(file)) {
      try (var lines = Files.lines(file)) {
        lines
            .map(Manifest::parse)
            .flatMap(Optional::stream)
            .forEach(e -> entries.put(e.output(), e));
      }
    }
    return entries;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
