// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import dev.songsong.web.guide.Hello;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows runs, and what it links to is there. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
@RequiresTool({"env", "kill"})
class GuideTest {
  private static final Path PROGRAM = Path.of("src/test/java/dev/songsong/web/guide/Hello.java");
  private static final Path README = Path.of("README.md");
  private static final Pattern LINK = Pattern.compile("]\\((?!https?:|#)([^)\\s]+)\\)");

  @BeforeAll
  static void startClient() {
    Api.warmUp();
  }

  @Test
  void first_program_serves_until_ctrl_c(@TempDir Path root) throws Exception {
    try (Jvm hello = Jvm.start(root, Hello.class)) {
      var api = new Api(URI.create(hello.line()));
      // It is restarting its workers meanwhile.
      for (int i = 0; i < 200; i++) {
        assertThat(api.get("/hello/Lan").body()).isEqualTo("Xin chào Lan");
        assertThat(api.get("/ping").body()).isEqualTo("pong");
      }

      hello.signal("INT");

      assertThat(hello.status()).isEqualTo(130);
      Await.until("the workers' end", Duration.ofSeconds(20), () -> hello.descendants().isEmpty());
    }
  }

  @Test
  void readme_shows_the_program_that_runs() throws IOException {
    String program = Files.readString(PROGRAM);
    int start = program.indexOf('\n', program.indexOf("// START SNIPPET: hello")) + 1;
    int end = program.indexOf("// END SNIPPET: hello");

    assertThat(Files.readString(README))
        .contains("```java\n" + program.substring(start, end) + "```\n");
  }

  @Test
  void readme_links_to_what_is_there() throws IOException {
    List<String> links =
        LINK.matcher(Files.readString(README)).results().map(link -> link.group(1)).toList();

    assertThat(links).isNotEmpty().allSatisfy(link -> assertThat(Path.of(link)).exists());
  }
}
