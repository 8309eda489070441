// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import static dev.songsong.web.catalogue.Api.KIEU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.WebServer;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Another process that does not let go of the file. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class BusyFileTest {
  @BeforeAll
  static void warmUp(@TempDir Path other) {
    Api.warmUp();
    SqliteCatalogue.open(other.resolve("warm.db"), false, 1).close();
  }

  @Test
  void who_writes_is_told_when_to_come_again_and_who_reads_is_served(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("books.db");
    CatalogueApp app = CatalogueApp.inFile(file, folder, true, 1, 1);
    try (var server = WebServer.start(app);
        var foreign = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = foreign.createStatement()) {
      var api = new Api(server.uri());
      statement.execute("begin immediate");

      var busy = api.post(KIEU);

      assertThat(busy.statusCode()).isEqualTo(503);
      assertThat(Api.header(busy, "retry-after")).isEqualTo("1");
      assertThat(Api.json(busy).get("detail").asString())
          .isEqualTo("catalogue: busy for 5 s (expected: free); try again");
      assertThat(api.get("/books/1").statusCode()).isEqualTo(200);
      statement.execute("rollback");
      assertThat(api.added(KIEU)).isEqualTo("/books/2");
    }
  }
}
