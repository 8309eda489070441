// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers of a server whose class path is all of jars: what the first loads, later ones find. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class QuickStartTest {
  private static final Set<String> ANSWERS = Set.of("true", "false");

  @TempDir private Path directory;

  /** Tells of three generations of a worker whether each found the archive. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] flags) throws Exception {
      WebOptions options = ModesContract.SMALL.withProcesses(1).withWorkerFlags(flags);
      try (WebServer server = WebServer.start(ContractApp::configure, options)) {
        for (int i = 0; i < 3; i++) {
          System.out.println(found(server.workers().getFirst().pid().orElseThrow()));
          server.rollingRestart();
        }
      }
    }

    private static boolean found(long pid) throws IOException {
      return Files.readString(Path.of("/proc", Long.toString(pid), "maps")).contains("/web-");
    }
  }

  private String jars() throws IOException {
    var jars = new ArrayList<String>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (Files.isDirectory(Path.of(entry))) {
        String jar = directory.resolve(jars.size() + ".jar").toString();
        int status =
            ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(System.out, System.err, "cf", jar, "-C", entry, ".");
        assertThat(status).isZero();
        jars.add(jar);
      } else if (Files.exists(Path.of(entry))) {
        jars.add(entry);
      }
    }
    return String.join(File.pathSeparator, jars);
  }

  /** What a server says that has this class path. */
  private List<String> generations(String classPath, String... flags) throws Exception {
    var line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                Parent.class.getName()));
    line.addAll(List.of(flags));
    var builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
    Process parent = builder.start();
    try (var output = parent.getInputStream()) {
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(parent.waitFor()).as(text).isZero();
      // Other lines are the JVM's own.
      return text.lines().filter(ANSWERS::contains).toList();
    } finally {
      parent.destroyForcibly().waitFor();
    }
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> all = Files.list(directory.resolve("cache").resolve("songsong"))) {
      return all.toList();
    }
  }

  @Test
  void archive_is_found_by_the_next_and_one_that_is_damaged_is_made_anew() throws Exception {
    String classPath = jars();
    // The second one starts before the first ends.
    assertThat(generations(classPath)).containsExactly("false", "false", "true");
    assertThat(generations(classPath)).containsExactly("true", "true", "true");
    assertThat(archives()).hasSize(1);

    byte[] whole = Files.readAllBytes(archives().getFirst());
    Files.write(archives().getFirst(), Arrays.copyOf(whole, whole.length / 2));
    assertThat(generations(classPath).getLast()).isEqualTo("true");
    assertThat(Files.size(archives().getFirst())).isGreaterThan(whole.length / 2);
  }

  @Test
  void without_jars_or_against_the_user_s_flags_there_is_none() throws Exception {
    Path folder = Files.createDirectories(directory.resolve("folder"));
    assertThat(generations(jars() + File.pathSeparator + folder))
        .containsExactly("false", "false", "false");
    assertThat(generations(jars(), "-Xshare:auto")).containsExactly("false", "false", "false");
    assertThat(directory.resolve("cache")).doesNotExist();
  }
}
