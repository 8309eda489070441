// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a hub leaves behind: nothing, whatever became of it or of its workers. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class HubTest {

  @Test
  void hub_that_cannot_be_opened_leaves_neither_directory_nor_descriptor() throws Exception {
    PoolDirectory directory = PoolDirectory.create();
    Files.createFile(directory.path().resolve(PoolDirectory.SOCKET));

    assertThatThrownBy(() -> Hub.open("hub-test", directory)).isInstanceOf(BindException.class);

    assertThat(directory.path()).doesNotExist();
  }

  @Test
  void rings_of_a_worker_that_died_before_they_were_joined_go_with_it() throws Exception {
    try (Hub hub = Hub.open("hub-test")) {
      hub.expect(7, 2);
      hub.expect(8, 1);
      for (int slot = 0; slot < 2; slot++) {
        Files.createFile(PoolDirectory.ring(hub.directory(), 7, slot));
      }
      Files.createFile(PoolDirectory.ring(hub.directory(), 8, 0));

      hub.forget(7);

      assertThat(rings(hub)).containsExactly("ring-8-0");
    }
  }

  private static String[] rings(Hub hub) throws IOException {
    try (var files = Files.list(hub.directory())) {
      return files
          .map(Path::getFileName)
          .map(Path::toString)
          .filter(name -> name.startsWith("ring-"))
          .toArray(String[]::new);
    }
  }
}
