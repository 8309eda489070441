// SPDX-License-Identifier: Apache-2.0
package dev.songsong.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * Gives each page what the skin lacks: its own language, a link that skips the menu, and a link to
 * the same page in the other language.
 *
 * <p>The pages of {@code apidocs} are javadoc's and stay as they are.
 */
public final class FinishPages {
  private static final String VIETNAMESE = "vi";
  private static final String STYLE = "css/site.css";

  private final Path site;

  private FinishPages(Path site) {
    this.site = site;
  }

  /**
   * Finishes the pages in the folder named by the only argument.
   *
   * @throws IOException if a page can't be read or written
   */
  public static void main(String[] args) throws IOException {
    var pages = new FinishPages(Path.of(args[0]));
    Files.copy(
        pages.site.resolve(STYLE),
        pages.site.resolve(VIETNAMESE).resolve(STYLE),
        StandardCopyOption.REPLACE_EXISTING);
    // An index of one report, to which nothing links.
    Files.deleteIfExists(pages.site.resolve("project-reports.html"));
    for (Path page : pages.all()) {
      pages.finish(page);
    }
  }

  private List<Path> all() throws IOException {
    try (Stream<Path> files = Files.walk(site)) {
      return files
          .filter(file -> file.toString().endsWith(".html"))
          .filter(file -> !site.relativize(file).startsWith("apidocs"))
          .sorted()
          .toList();
    }
  }

  private void finish(Path page) throws IOException {
    Document document = Jsoup.parse(page);
    document.outputSettings().prettyPrint(false);
    // A page that has not changed since the last build is still there, finished.
    document.select("a.skip, p.language, head link[hreflang]").remove();
    boolean vietnamese = site.relativize(page).startsWith(VIETNAMESE);
    document.expectFirst("html").attr("lang", vietnamese ? VIETNAMESE : "en");
    skipLink(document, vietnamese);
    currentEntry(document);
    otherLanguage(document, page, vietnamese);
    Files.writeString(page, document.outerHtml());
  }

  private static void skipLink(Document document, boolean vietnamese) {
    Element main = document.expectFirst("main");
    main.attr("id", "content").attr("tabindex", "-1");
    document
        .body()
        .prependElement("a")
        .attr("href", "#content")
        .addClass("skip")
        .text(vietnamese ? "Bỏ qua thực đơn" : "Skip to content");
  }

  /** The skin writes the current page's menu entry as a link without a target. */
  private static void currentEntry(Document document) {
    document
        .select("nav a:not([href])")
        .forEach(entry -> entry.tagName("span").attr("aria-current", "page"));
  }

  private void otherLanguage(Document document, Path page, boolean vietnamese) {
    Path inSite = site.relativize(page);
    Path other =
        vietnamese
            ? site.resolve(inSite.subpath(1, inSite.getNameCount()))
            : site.resolve(VIETNAMESE).resolve(inSite);
    if (!Files.exists(other)) {
      return;
    }
    String href = page.getParent().relativize(other).toString().replace('\\', '/');
    String language = vietnamese ? "en" : VIETNAMESE;
    document
        .head()
        .appendElement("link")
        .attr("rel", "alternate")
        .attr("hreflang", language)
        .attr("href", href);
    document
        .expectFirst("main")
        .before(
            new Element("p")
                .addClass("language")
                .appendChild(
                    new Element("a")
                        .attr("href", href)
                        .attr("hreflang", language)
                        .attr("lang", language)
                        .text(vietnamese ? "English" : "Tiếng Việt")));
  }
}
