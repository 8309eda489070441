// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.ParallelExecutor;
import dev.songsong.testkit.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each lesson prints what its file says it prints. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(LeakCheck.class)
class LessonsTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/songsong/lessons");
  private static final String HEAD = "// Output:";

  static List<String> lessons() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("E\\d\\d.*\\.java"))
          .map(name -> name.replace(".java", ""))
          .sorted()
          .toList();
    }
  }

  /** What the JDK opens once for all sockets stays open; it is no lesson's leak. */
  @BeforeAll
  static void use_sockets_once() throws InterruptedException {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.warmUp();
    }
  }

  @ParameterizedTest
  @MethodSource("lessons")
  void prints_what_its_file_says(String lesson) throws Exception {
    assertThat(run(lesson)).isEqualTo(expected(lesson));
  }

  @Test
  void each_broken_lesson_has_a_cure_of_the_same_number_that_prints_something_else()
      throws IOException {
    List<String> all = lessons();
    for (String broken : all.stream().filter(name -> name.contains("Broken")).toList()) {
      List<String> cures =
          all.stream()
              .filter(name -> name.startsWith(broken.substring(0, 3)) && !name.equals(broken))
              .toList();
      assertThat(cures).as("cures of " + broken).hasSize(1);
      assertThat(expected(cures.getFirst())).isNotEqualTo(expected(broken));
    }
  }

  private static List<String> expected(String lesson) throws IOException {
    List<String> lines = Files.readAllLines(SOURCES.resolve(lesson + ".java"));
    assertThat(lines).contains(HEAD);
    return lines.subList(lines.lastIndexOf(HEAD) + 1, lines.size()).stream()
        .map(line -> line.replaceFirst("^// ?", ""))
        .toList();
  }

  private static List<String> run(String lesson) throws Exception {
    var main = Class.forName("dev.songsong.lessons." + lesson).getMethod("main", String[].class);
    var printed = new ByteArrayOutputStream();
    PrintStream real = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      main.invoke(null, (Object) new String[0]);
    } catch (InvocationTargetException e) {
      throw new AssertionError(lesson + " threw", e.getCause());
    } finally {
      System.setOut(real);
    }
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
