// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import dev.songsong.exec.Mode;
import dev.songsong.supervise.ChildState;
import dev.songsong.supervise.ServerGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a server as its management sees them, and the folder in which each has a socket to
 * be asked at; there is none without a management address.
 */
final class PreforkFleet implements Fleet, AutoCloseable {
  private final WebOptions options;
  private final Optional<DoorFolder> folder;
  // Both written by the one who starts and ends the server, read by management's threads.
  private volatile @Nullable ServerGroup group;
  private volatile boolean draining;

  private PreforkFleet(WebOptions options, Optional<DoorFolder> folder) {
    this.options = options;
    this.folder = folder;
  }

  static PreforkFleet open(WebOptions options) throws IOException {
    return new PreforkFleet(
        options,
        options.management().isPresent() ? Optional.of(DoorFolder.create()) : Optional.empty());
  }

  /** Where workers put their sockets. */
  Optional<Path> folder() {
    return folder.map(DoorFolder::path);
  }

  /** The workers are up. */
  void serves(ServerGroup group) {
    this.group = group;
  }

  /** The workers are being told to end. */
  void drains() {
    draining = true;
  }

  @Override
  public Mode mode() {
    return options.mode();
  }

  @Override
  public int wanted() {
    ServerGroup known = group;
    return known == null ? options.processes() : known.stats().wanted();
  }

  @Override
  public boolean draining() {
    return draining;
  }

  /** Those that drain still answer, and are counted to their end. */
  @Override
  public List<Member> members() {
    ServerGroup known = group;
    if (known == null || folder.isEmpty()) {
      return List.of();
    }
    Path sockets = folder.get().path();
    return known.replicas().stream()
        .filter(one -> one.state() == ChildState.UP || one.state() == ChildState.STOPPING)
        .map(Worker::of)
        .<Member>map(one -> SocketMember.of(one.replica(), sockets))
        .toList();
  }

  @Override
  public Optional<Path> door() {
    return folder.map(DoorFolder::door);
  }

  /** Idempotent. */
  @Override
  public void close() {
    try {
      if (folder.isPresent()) {
        folder.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
