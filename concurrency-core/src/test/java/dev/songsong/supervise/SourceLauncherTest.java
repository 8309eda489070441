// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.process.Command;
import dev.songsong.process.CommandResult;
import dev.songsong.testkit.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Programs that are run from their source have classes which no worker finds. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class SourceLauncherTest {
  @Test
  void body_whose_class_is_only_in_memory_is_refused_at_once_with_the_remedy(
      @TempDir Path directory) throws Exception {
    Path source = directory.resolve("Hello.java");
    Files.writeString(
        source,
        """
        import dev.songsong.supervise.ServerGroup;

        class Hello {
          public static void main(String[] args) throws Exception {
            ServerGroup.builder("hello").body(_ -> System.out.println("started")).start().close();
          }
        }
        """);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    CommandResult result =
        Command.of(java, "-cp", System.getProperty("java.class.path"), source.toString())
            .timeLimit(Duration.ofSeconds(50))
            .run();
    assertThat(result.succeeded()).isFalse();
    assertThat(result.stderr().text())
        .contains(
            "body of hello-1: class Hello is only in this JVM's memory (expected: on the class"
                + " path, where a worker finds it); compile it with javac first");
    assertThat(result.stdout().text()).doesNotContain("started");
  }
}
