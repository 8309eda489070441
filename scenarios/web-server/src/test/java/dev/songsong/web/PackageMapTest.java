// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The map that package-info gives of this package, held against what is there. */
@Timeout(60)
class PackageMapTest {
  private static final Path HERE = Path.of("src/main/java/dev/songsong/web");
  private static final Pattern NAME = Pattern.compile("\\{@(?:code|link)[\\s*]+([A-Z]\\w+)}");

  @Test
  void each_file_is_on_the_map_once() throws Exception {
    String text = Files.readString(HERE.resolve("package-info.java"));
    String map = text.substring(text.indexOf("<ol>"), text.indexOf("</ol>"));
    var named = new ArrayList<String>();
    NAME.matcher(map).results().forEach(name -> named.add(name.group(1)));

    assertThat(named).containsExactlyInAnyOrderElementsOf(files());
  }

  private static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(HERE)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java") && !name.startsWith("package"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .toList();
    }
  }
}
