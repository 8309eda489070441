// SPDX-License-Identifier: Apache-2.0
package dev.songsong.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every page of the built site: its links, images, headings and language. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PagesTest {
  private static final Path SITE = Path.of("target/site").toAbsolutePath();
  private static final String MACRO_FAILED = "Error during retrieving content";

  // Written once before the tests, read by them; by path in the site.
  private static final Map<Path, Document> PAGES = new TreeMap<>();

  @BeforeAll
  static void read_pages() throws IOException {
    assumeTrue(
        Files.exists(SITE.resolve("index.html")),
        "no site is built (expected: in target/site); run ./mvnw verify site site:stage");
    try (Stream<Path> files = Files.walk(SITE)) {
      for (Path page : files.filter(file -> file.toString().endsWith(".html")).toList()) {
        PAGES.put(page, Jsoup.parse(page));
      }
    }
  }

  @Test
  void every_link_leads_somewhere() {
    var broken = new ArrayList<String>();
    PAGES.forEach((page, document) -> {
      for (Element link : document.select("a[href], link[href], script[src], img[src]")) {
        String target = link.hasAttr("href") ? link.attr("href") : link.attr("src");
        if (!leadsSomewhere(page, target)) {
          broken.add(SITE.relativize(page) + " -> " + target);
        }
      }
    });
    assertThat(broken).isEmpty();
    assertThat(PAGES).hasSizeGreaterThan(30);
  }

  @Test
  void every_image_says_what_it_shows() {
    own((page, document) ->
        assertThat(document.select("img"))
            .as("images of " + page)
            .allMatch(image -> !image.attr("alt").isBlank()));
  }

  @Test
  void every_page_has_one_title_and_headings_in_order() {
    own((page, document) -> {
      List<Integer> levels =
          document.select("main h1, main h2, main h3, main h4").stream()
              .map(heading -> heading.tagName().charAt(1) - '0')
              .toList();
      assertThat(levels).as("headings of " + page).startsWith(1).containsOnlyOnce(1);
      for (int i = 1; i < levels.size(); i++) {
        assertThat(levels.get(i)).as("heading %d of %s", i, page).isLessThan(levels.get(i - 1) + 2);
      }
      assertThat(document.title()).as("title of " + page).isNotBlank();
    });
  }

  @Test
  void every_page_names_its_language_and_can_be_skipped_into() {
    own((page, document) -> {
      String language = page.startsWith("vi") ? "vi" : "en";
      assertThat(document.expectFirst("html").attr("lang"))
          .as("lang of " + page)
          .isEqualTo(language);
      assertThat(document.expectFirst("body > a").attr("href")).isEqualTo("#content");
      assertThat(document.getElementById("content")).as("content of " + page).isNotNull();
    });
  }

  @Test
  void every_guide_page_is_there_in_both_languages() {
    own((page, document) -> {
      if (!page.startsWith("adr")) {
        assertThat(document.select("p.language a")).as("other language of " + page).hasSize(1);
      }
    });
  }

  @Test
  void every_snippet_was_found() {
    own((page, document) ->
        assertThat(document.text()).as(page.toString()).doesNotContain(MACRO_FAILED));
  }

  private interface Check {
    void of(Path page, Document document);
  }

  /** Checks all pages but javadoc's. */
  private static void own(Check check) {
    PAGES.forEach((page, document) -> {
      Path inSite = SITE.relativize(page);
      if (!inSite.startsWith("apidocs")) {
        check.of(inSite, document);
      }
    });
  }

  private static boolean leadsSomewhere(Path page, String target) {
    if (target.matches("(https?|mailto|javascript|data):.*")) {
      return true;
    }
    URI uri = URI.create(target.replace(" ", "%20"));
    Path file =
        uri.getPath() == null || uri.getPath().isEmpty()
            ? page
            : page.resolveSibling(uri.getPath()).normalize();
    if (!file.startsWith(SITE) || !Files.exists(file)) {
      return false;
    }
    String fragment = uri.getRawFragment();
    Document document = PAGES.get(file);
    // Javadoc's links within itself are taken at their word: 25 misses anchors of records' types.
    boolean byJavadoc = page.startsWith(SITE.resolve("apidocs"));
    if (fragment == null || fragment.isEmpty() || document == null || byJavadoc) {
      return true;
    }
    String id = URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
    return document.getElementById(id) != null
        || document.getElementsByAttributeValue("name", id).size() > 0;
  }
}
