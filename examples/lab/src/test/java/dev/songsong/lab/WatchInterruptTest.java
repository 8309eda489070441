// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ctrl-C ends the real command. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
@RequiresTool("kill")
class WatchInterruptTest {
  @Test
  void interrupted_watch_ends_with_130() throws Exception {
    Process watch =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "hardware",
                "--watch",
                "--lang",
                "en")
            .redirectErrorStream(true)
            .start();
    try (var lines = watch.inputReader()) {
      assertThat(lines.readLine()).startsWith("CPU ");

      new ProcessBuilder("kill", "-INT", String.valueOf(watch.pid())).start().waitFor();

      assertThat(watch.waitFor()).isEqualTo(130);
    } finally {
      watch.destroyForcibly();
    }
  }
}
