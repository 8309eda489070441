// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.RequiresTool;
import dev.songsong.web.WebServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page to try it, also in a real browser. */
@Timeout(120)
class PagesTest {
  private static final String TRY =
      """
      (async () => {
        const found = async (selector) => {
          for (let i = 0; i < 400; i++) {
            const element = document.querySelector("#operations-books-readBook " + selector);
            if (element) return element;
            await new Promise((done) => setTimeout(done, 50));
          }
          throw new Error("nothing is " + selector);
        };
        (await found(".opblock-summary-control")).click();
        (await found(".execute")).click();
        return (await found(".live-responses-table .response")).innerText;
      })()\
      """;

  private static WebServer server;
  private static Api api;

  @BeforeAll
  static void start() throws Exception {
    server = WebServer.start(CatalogueApp.inHeap(3));
    api = new Api(server.uri());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "page.js, text/javascript",
    "page.css, text/css",
    "swagger-ui.css, text/css",
    "swagger-ui-bundle.js, text/javascript",
    "favicon.png, image/png",
  })
  void parts_come_with_their_type_and_are_not_sent_twice(String file, String type)
      throws Exception {
    var part = api.get("/page/" + file);

    assertThat(part.statusCode()).isEqualTo(200);
    assertThat(Api.header(part, "content-type")).startsWith(type);
    assertThat(part.body()).isNotEmpty();
    String tag = Api.header(part, "etag");
    assertThat(tag).startsWith("W/\"");
    assertThat(api.get("/page/" + file, "if-none-match", tag).statusCode()).isEqualTo(304);
  }

  @Test
  void what_is_no_part_of_the_page_is_not_there() throws Exception {
    for (String path : new String[] {"/page/index.html", "/page/..%2fopenapi.json", "/page/"}) {
      assertThat(api.get(path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void page_fetches_nothing_from_elsewhere() throws Exception {
    var page = api.get("/");

    assertThat(Api.header(page, "content-security-policy")).startsWith("default-src 'none';");
    assertThat(page.body()).doesNotContain("http://", "https://");
    assertThat(api.get("/page/page.js").body()).doesNotContain("http://", "https://");
  }

  @Test
  @RequiresTool("chromium")
  void operation_is_tried_in_a_browser(@TempDir Path folder) throws Exception {
    try (var browser = Browser.open(Api.client(), folder.resolve("browser"), server.uri())) {
      assertThat(browser.evaluate(TRY)).contains("200").contains("Truyện Kiều").contains("etag");
      assertThat(browser.evaluate("document.documentElement.className")).isEmpty();
    }
  }
}
