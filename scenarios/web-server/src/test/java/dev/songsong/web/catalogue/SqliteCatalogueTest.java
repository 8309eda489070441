// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.web.HttpException;
import dev.songsong.web.WebServer;
import dev.songsong.web.WebServerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, in a file; and what only a file has. */
class SqliteCatalogueTest extends CatalogueContract {
  private static final int BOOKS = 400;
  private static final int PAGE = 4096;

  @TempDir Path folder;

  /** Loads the native library, which stays. */
  @BeforeAll
  static void warmUp(@TempDir Path other) {
    SqliteCatalogue.open(other.resolve("warm.db"), false, 1).close();
  }

  private Path file() {
    return folder.resolve("books.db");
  }

  @Override
  Catalogue open() {
    return SqliteCatalogue.open(file(), false, 2);
  }

  @Test
  void what_one_catalogue_wrote_another_reads_at_once() throws Exception {
    try (var one = open();
        var other = open()) {
      for (int i = 0; i < 200; i++) {
        Catalogue writer = i % 2 == 0 ? one : other;
        Catalogue reader = i % 2 == 0 ? other : one;
        Stored stored = writer.create(KIEU);
        assertThat(reader.find(stored.id())).contains(stored);
        assertThat(reader.remove(stored.id(), 1)).isInstanceOf(Change.Done.class);
        assertThat(writer.find(stored.id())).isEmpty();
      }
    }
  }

  @Test
  void books_are_there_again_after_the_file_was_closed() throws Exception {
    long id;
    try (var one = open()) {
      id = one.create(KIEU).id();
    }
    try (var again = open()) {
      assertThat(again.find(id)).contains(new Stored(id, 1, KIEU));
    }
  }

  @Test
  void file_that_is_no_catalogue_is_refused_with_its_name() throws Exception {
    Path text = Files.writeString(folder.resolve("letter.txt"), "Dear catalogue. ".repeat(100));

    assertThatThrownBy(() -> SqliteCatalogue.open(text, false, 1))
        .isInstanceOf(CatalogueException.class)
        .hasMessageStartingWith("data: " + text + ": ")
        .hasMessageEndingWith(" (expected: a catalogue, or a new file)");
    assertThatThrownBy(() -> SqliteCatalogue.open(folder.resolve("no/such/books.db"), false, 1))
        .isInstanceOf(CatalogueException.class);
  }

  @Test
  void database_of_another_program_is_refused_and_left_as_it_is() throws Exception {
    Path other = folder.resolve("other.db");
    try (var foreign = DriverManager.getConnection("jdbc:sqlite:" + other);
        var statement = foreign.createStatement()) {
      statement.execute("create table book (title text)");
    }
    byte[] before = Files.readAllBytes(other);

    assertThatThrownBy(() -> SqliteCatalogue.open(other, false, 1))
        .isInstanceOf(CatalogueException.class)
        .hasMessage(
            "data: "
                + other
                + ": another program's database (expected: a catalogue, or a new file)");

    assertThat(other).hasBinaryContent(before);
  }

  @Test
  void damaged_pages_cost_the_books_on_them_and_no_others() throws Exception {
    Path torn = folder.resolve("torn.db");
    try (var whole = SqliteCatalogue.open(torn, false, 1)) {
      for (int i = 0; i < BOOKS; i++) {
        whole.create(KIEU);
      }
    }
    damageEveryOtherPage(torn);
    try (var catalogue = SqliteCatalogue.open(torn, false, 1)) {
      int found = 0;
      int lost = 0;
      for (long id = 1; id <= BOOKS; id++) {
        try {
          assertThat(catalogue.find(id)).contains(new Stored(id, 1, KIEU));
          found++;
        } catch (CatalogueException e) {
          assertThat(e).hasMessageEndingWith(" (expected: a file that can be used)");
          lost++;
        }
      }
      assertThat(found).isPositive();
      assertThat(lost).isPositive();
    }
  }

  /** But none of the first, on which the trees begin. */
  private static void damageEveryOtherPage(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 8 * PAGE; at < bytes.length; at += 2 * PAGE) {
      Arrays.fill(bytes, at, at + PAGE, (byte) 0xff);
    }
    Files.write(file, bytes);
  }

  @Test
  void server_does_not_begin_with_no_books_when_its_file_is_gone() throws Exception {
    CatalogueApp app = CatalogueApp.inFile(file(), folder, true, 1, 3);
    Files.delete(file());

    assertThatThrownBy(() -> WebServer.start(app))
        .isInstanceOf(WebServerException.class)
        .hasMessageContaining("data: " + file() + ": gone (expected: the catalogue)");
    assertThat(file()).doesNotExist();
  }

  @Test
  void readers_go_on_while_another_process_writes_and_writers_wait_for_it() throws Exception {
    try (var catalogue = open();
        var foreign = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = foreign.createStatement()) {
      Stored kieu = catalogue.create(KIEU);
      // GIVEN somebody who has begun to write, and takes his time
      statement.execute("begin immediate");
      statement.execute("update book set version = 7");
      var added = new AtomicInteger();
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        // More than there are carriers: if they slept in SQLite, nobody else could run.
        for (int i = 0; i < 40; i++) {
          executor.submit(() -> {
            catalogue.create(SO_DO);
            return added.incrementAndGet();
          });
        }
        // THEN readers read what was before
        var read = executor.submit(() -> catalogue.find(kieu.id()));
        assertThat(read.get()).contains(kieu);
        assertThat(added).hasValue(0);
        // and what waits is done as soon as he is through
        statement.execute("commit");
        Await.until("the writers", Duration.ofSeconds(20), () -> added.get() == 40);
      }
      assertThat(catalogue.find(kieu.id())).contains(new Stored(kieu.id(), 7, KIEU));
      assertThat(catalogue.list(new Query(List.of(), Optional.empty(), 0, 1)).total())
          .isEqualTo(41);
    }
  }

  @Test
  void who_waits_too_long_is_told_to_come_again() throws Exception {
    try (var catalogue = open();
        var foreign = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = foreign.createStatement()) {
      statement.execute("begin immediate");

      assertThatThrownBy(() -> catalogue.create(KIEU))
          .isInstanceOf(HttpException.class)
          .hasMessage("503 catalogue: busy for 5 s (expected: free); try again");

      statement.execute("rollback");
      assertThat(catalogue.create(KIEU).version()).isEqualTo(1);
    }
  }
}
