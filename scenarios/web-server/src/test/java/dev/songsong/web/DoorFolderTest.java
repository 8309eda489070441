// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whose folder is deleted: only that of an owner who is known to be dead. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class DoorFolderTest {
  private static final Instant SOON = Instant.now().plusSeconds(3600);

  @TempDir private Path temp;

  private Path folder(String name) throws IOException {
    return Files.createDirectory(temp.resolve("songsong-1-web-" + name));
  }

  private static ServerSocketChannel door(Path folder) throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(folder.resolve("door")), 1);
  }

  /** Those that wait at a door whose owner was stopped, so many as there is room for. */
  private static List<SocketChannel> crowd(Path folder) throws IOException {
    var waiting = new ArrayList<SocketChannel>();
    while (true) {
      SocketChannel one = SocketChannel.open(StandardProtocolFamily.UNIX);
      one.configureBlocking(false);
      try {
        one.connect(UnixDomainSocketAddress.of(folder.resolve("door")));
        waiting.add(one);
      } catch (SocketException full) {
        one.close();
        return waiting;
      }
    }
  }

  @Test
  void owner_who_is_stopped_and_has_a_queue_that_is_full_keeps_its_folder() throws Exception {
    Path folder = folder("stopped");
    try (ServerSocketChannel door = door(folder)) {
      List<SocketChannel> waiting = crowd(folder);
      assertThat(waiting).isNotEmpty();
      DoorFolder.sweep(temp, SOON);
      assertThat(folder).exists();
      for (SocketChannel one : waiting) {
        one.close();
      }
      assertThat(door.isOpen()).isTrue();
    }
  }

  @Test
  void owner_who_is_dead_or_never_had_a_door_loses_its_folder() throws Exception {
    Path dead = folder("dead");
    door(dead).close();
    Path early = folder("early");
    Files.createFile(early.resolve("w1"));
    Path alive = folder("alive");
    try (ServerSocketChannel door = door(alive)) {
      DoorFolder.sweep(temp, SOON);
      assertThat(door.isOpen()).isTrue();
    }
    assertThat(dead).doesNotExist();
    assertThat(early).doesNotExist();
    assertThat(alive).exists();
  }

  @Test
  void folder_that_is_young_or_a_link_is_left_alone() throws Exception {
    Path young = folder("young");
    Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(temp.resolve("songsong-1-web-link"), elsewhere);
    DoorFolder.sweep(temp, Instant.now().minusSeconds(3600));
    assertThat(young).exists();
    DoorFolder.sweep(temp, SOON);
    assertThat(link).exists();
    assertThat(elsewhere).exists();
  }
}
