// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import dev.songsong.testkit.Seeds;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One file in the hands of several processes, some of which are killed. */
@Timeout(120)
@ExtendWith({LeakCheck.class, Seeds.class})
@RequiresTool({"env", "kill"})
class SharedFileTest {
  private static final int BOOKS = 5;

  @TempDir Path root;

  @BeforeAll
  static void warmUp(@TempDir Path other) {
    SqliteCatalogue.open(other.resolve("warm.db"), false, 1).close();
  }

  private Path file() {
    return root.resolve("books.db");
  }

  /** A book all of whose parts say the same number. */
  private static Book saying(long number) {
    return new Book(
        "số " + number,
        List.of("tác giả " + number),
        2000,
        number,
        Optional.empty(),
        List.of("t" + number));
  }

  /** Writes as fast as it can, and says what was done after it was. */
  static final class Scribe {
    public static void main(String[] args) throws Exception {
      try (Catalogue catalogue = SqliteCatalogue.open(Path.of(args[0]), false, 1)) {
        for (long i = 0; ; i++) {
          long id = 1 + i % BOOKS;
          Stored now = catalogue.find(id).orElseThrow();
          Change change = catalogue.replace(id, now.version(), saying(now.book().price() + 1));
          if (change instanceof Change.Done(var stored)) {
            System.out.println(id + " " + stored.version());
          }
        }
      }
    }
  }

  @Test
  void killed_writers_tear_no_book_and_lose_nothing_they_said_was_done(Random random)
      throws Exception {
    try (Catalogue catalogue = SqliteCatalogue.open(file(), false, 1)) {
      for (int i = 0; i < BOOKS; i++) {
        catalogue.create(saying(0));
      }
      for (int round = 0; round < 5; round++) {
        Map<Long, Long> said = killedTwo(random);
        for (long id = 1; id <= BOOKS; id++) {
          Stored stored = catalogue.find(id).orElseThrow();
          long number = stored.book().price();
          assertThat(stored.book()).isEqualTo(saying(number));
          assertThat(stored.version()).as("one step, one version").isEqualTo(number + 1);
          assertThat(stored.version()).isGreaterThanOrEqualTo(said.getOrDefault(id, 0L));
          // It is found by what it says, and by nothing that it said before.
          assertThat(catalogue.list(tagged("t" + number)).books()).contains(stored);
          assertThat(catalogue.list(tagged("t" + (number - 1))).books()).doesNotContain(stored);
        }
      }
      assertWhole();
    }
  }

  private Map<Long, Long> killedTwo(Random random) throws Exception {
    var said = new HashMap<Long, Long>();
    try (Jvm one = Jvm.start(root, Scribe.class, file().toString());
        Jvm other = Jvm.start(root, Scribe.class, file().toString())) {
      int steps = 20 + random.nextInt(300);
      for (int i = 0; i < steps; i++) {
        note(said, one.line());
        note(said, other.line());
      }
      one.signal("KILL");
      // While the file is as the first left it, the other writes on.
      for (int i = 0; i < 20; i++) {
        note(said, other.line());
      }
      other.signal("KILL");
      // Lines that were cut off say nothing.
      List.of(one.rest(), other.rest()).forEach(rest -> noteAll(said, rest));
    }
    return said;
  }

  private static void noteAll(Map<Long, Long> said, String lines) {
    var whole = new ArrayList<>(lines.lines().toList());
    if (!whole.isEmpty()) {
      whole.removeLast();
    }
    whole.forEach(line -> note(said, line));
  }

  private static void note(Map<Long, Long> said, String line) {
    String[] parts = line.split(" ");
    said.merge(Long.valueOf(parts[0]), Long.valueOf(parts[1]), Math::max);
  }

  private static Query tagged(String tag) {
    return new Query(List.of(), Optional.of(tag), 0, 100);
  }

  private void assertWhole() throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement();
        var check = statement.executeQuery("pragma integrity_check")) {
      assertThat(check.next()).isTrue();
      assertThat(check.getString(1)).isEqualTo("ok");
    }
  }
}
