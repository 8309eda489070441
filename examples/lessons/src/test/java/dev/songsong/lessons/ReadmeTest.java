// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the README shows is what was compiled, and what it links to is there. */
@Timeout(value = 10, unit = TimeUnit.SECONDS)
class ReadmeTest {
  private static final Path ROOT = Path.of("../..");
  private static final Pattern LISTING =
      Pattern.compile("<!-- (\\S+): (\\S+) -->\n```java\n(.*?)\n```\n", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("]\\((?!https?:|#)([^)\\s]+)\\)");

  @Test
  void listings_are_regions_of_compiled_files() throws IOException {
    Matcher listing = LISTING.matcher(Files.readString(ROOT.resolve("README.md")));
    assertThat(listing.find()).as("a listing in README.md").isTrue();
    do {
      assertThat(listing.group(3)).isEqualTo(region(listing.group(1), listing.group(2)));
    } while (listing.find());
  }

  @Test
  void links_lead_to_files() throws IOException {
    for (String page :
        List.of(
            "README.md",
            "CONTRIBUTING.md",
            "examples/starter/README.md",
            "examples/lessons/README.md")) {
      Path file = ROOT.resolve(page);
      Matcher link = LINK.matcher(Files.readString(file));
      while (link.find()) {
        assertThat(file.resolveSibling(link.group(1))).as("link in " + page).exists();
      }
    }
  }

  private static String region(String file, String name) throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve(file)).stream().toList();
    List<String> bare = lines.stream().map(String::strip).toList();
    int start = bare.indexOf("// START SNIPPET: " + name) + 1;
    int end = bare.indexOf("// END SNIPPET: " + name);
    assertThat(start).as("start of " + name + " in " + file).isPositive();
    return String.join("\n", lines.subList(start, end)).stripIndent();
  }
}
