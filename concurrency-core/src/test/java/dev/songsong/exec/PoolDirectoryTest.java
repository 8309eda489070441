// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(30)
@ExtendWith(LeakCheck.class)
class PoolDirectoryTest {

  @RepeatedTest(20)
  void directory_goes_although_a_dying_worker_still_makes_its_rings() throws Exception {
    PoolDirectory directory = PoolDirectory.create();
    var some = new CountDownLatch(50);
    Thread worker =
        Thread.ofPlatform()
            .start(() -> {
              try {
                for (int slot = 0; slot < 300; slot++) {
                  Files.createFile(PoolDirectory.ring(directory.path(), 1, slot));
                  some.countDown();
                }
              } catch (IOException e) {
                // The directory is gone, which is what this is about.
                some.countDown();
              }
            });
    some.await();
    directory.close();
    worker.join();
    assertThat(directory.path()).doesNotExist();
  }

  @Test
  void interrupted_thread_can_make_one_and_stays_interrupted() throws Exception {
    Thread.currentThread().interrupt();
    PoolDirectory directory = PoolDirectory.create();
    directory.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(directory.path()).doesNotExist();
  }

  @Test
  void directory_of_no_use_is_given_up_whole() throws Exception {
    PoolDirectory directory = PoolDirectory.create();
    Files.createFile(directory.path().resolve(PoolDirectory.SOCKET));

    directory.abandon();

    assertThat(directory.path()).doesNotExist();
  }
}
