// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What any catalogue does, wherever it keeps its books. */
@Timeout(60)
@ExtendWith({LeakCheck.class, Seeds.class})
abstract class CatalogueContract {
  static final Book KIEU = book("Truyện Kiều", "Nguyễn Du", "tho");
  static final Book SO_DO = book("Số đỏ", "Vũ Trọng Phụng", "tieu-thuyet");
  static final Book CHI_PHEO = book("Chí Phèo", "Nam Cao", "truyen-ngan");

  private Catalogue catalogue;

  abstract Catalogue open() throws Exception;

  @BeforeEach
  void openCatalogue() throws Exception {
    catalogue = open();
  }

  @AfterEach
  void closeCatalogue() {
    catalogue.close();
  }

  static Book book(String title, String author, String... tags) {
    return new Book(title, List.of(author), 1936, 70_000, Optional.empty(), List.of(tags));
  }

  private static Query all(long after, int size) {
    return new Query(List.of(), Optional.empty(), after, size);
  }

  private List<String> found(String words) throws InterruptedException {
    var query = new Query(Terms.words(words), Optional.empty(), 0, 100);
    return catalogue.list(query).books().stream().map(stored -> stored.book().title()).toList();
  }

  @Test
  void book_is_read_as_it_was_written() throws Exception {
    var whole =
        new Book("Đất \"rừng\"", List.of("A", "Б"), 1, 0, Optional.of("9786041004757"), List.of());

    Stored stored = catalogue.create(whole);

    assertThat(stored).isEqualTo(new Stored(stored.id(), 1, whole));
    assertThat(catalogue.find(stored.id())).contains(stored);
    assertThat(catalogue.find(stored.id() + 1)).isEmpty();
  }

  @Test
  void change_names_a_version_and_makes_the_next() throws Exception {
    long id = catalogue.create(KIEU).id();

    assertThat(catalogue.replace(id, 1, SO_DO))
        .isEqualTo(new Change.Done(new Stored(id, 2, SO_DO)));
    assertThat(catalogue.replace(id, 1, CHI_PHEO)).isEqualTo(new Change.Stale(2));
    assertThat(catalogue.remove(id, 1)).isEqualTo(new Change.Stale(2));
    assertThat(catalogue.find(id)).contains(new Stored(id, 2, SO_DO));
    assertThat(catalogue.remove(id, 2)).isEqualTo(new Change.Done(new Stored(id, 2, SO_DO)));
    assertThat(catalogue.remove(id, 2)).isEqualTo(new Change.Missing());
    assertThat(catalogue.replace(id, 2, KIEU)).isEqualTo(new Change.Missing());
    assertThat(catalogue.find(id)).isEmpty();
  }

  @Test
  void id_of_a_removed_book_is_not_given_again() throws Exception {
    long first = catalogue.create(KIEU).id();
    catalogue.remove(first, 1);

    assertThat(catalogue.create(KIEU).id()).isGreaterThan(first);
  }

  @Test
  void pages_follow_one_another_while_books_come_and_go() throws Exception {
    var ids = new ArrayList<Long>();
    for (int i = 0; i < 25; i++) {
      ids.add(catalogue.create(book("Tập " + i, "Nam Cao")).id());
    }

    Listing first = catalogue.list(all(0, 10));
    catalogue.remove(ids.getFirst(), 1);
    catalogue.create(SO_DO);
    Listing second = catalogue.list(all(first.books().getLast().id(), 10));
    Listing last = catalogue.list(all(second.books().getLast().id(), 10));

    var seen = new ArrayList<Long>();
    List.of(first, second, last)
        .forEach(page -> page.books().forEach(stored -> seen.add(stored.id())));
    assertThat(seen).startsWith(ids.toArray(Long[]::new)).hasSize(26);
    assertThat(first).returns(25L, Listing::total).returns(true, Listing::more);
    assertThat(last).returns(25L, Listing::total).returns(false, Listing::more);
    assertThat(catalogue.list(all(Long.MAX_VALUE, 10)).books()).isEmpty();
  }

  @Test
  void search_takes_no_notice_of_accents_case_and_order_and_finds_beginnings() throws Exception {
    catalogue.create(KIEU);
    catalogue.create(SO_DO);
    catalogue.create(CHI_PHEO);

    assertThat(found("nguyen")).containsExactly("Truyện Kiều");
    assertThat(found("NGUYỄN kiều")).containsExactly("Truyện Kiều");
    assertThat(found("so do")).containsExactly("Số đỏ");
    assertThat(found("ĐỎ")).containsExactly("Số đỏ");
    assertThat(found("tr")).containsExactly("Truyện Kiều", "Số đỏ");
    assertThat(found("nguyen cao")).isEmpty();
    assertThat(found("uyen")).isEmpty();
    assertThat(found("tho")).as("a tag is no word").isEmpty();
    assertThat(found("%")).as("no words").hasSize(3);
    assertThat(found("'\"*; drop table book")).isEmpty();
  }

  @Test
  void search_follows_changes() throws Exception {
    long id = catalogue.create(KIEU).id();
    catalogue.replace(id, 1, SO_DO);
    assertThat(found("kieu")).isEmpty();
    assertThat(found("do")).containsExactly("Số đỏ");

    catalogue.remove(id, 2);
    assertThat(found("do")).isEmpty();
  }

  @Test
  void tags_are_matched_whole() throws Exception {
    catalogue.create(book("a", "x", "tho", "tho-moi"));
    catalogue.create(book("b", "x", "tho-moi"));

    var tagged = new Query(List.of("x"), Optional.of("tho"), 0, 10);
    assertThat(catalogue.list(tagged)).returns(1L, Listing::total).returns(false, Listing::more);
    assertThat(catalogue.list(tagged).books().getFirst().book().title()).isEqualTo("a");
  }

  @Test
  void many_who_count_in_one_book_lose_no_step() throws Exception {
    long id = catalogue.create(counting(0)).id();

    inParallel(8, () -> count(id, 50));

    Stored last = catalogue.find(id).orElseThrow();
    assertThat(last.book().price()).isEqualTo(8 * 50);
    assertThat(last.version()).isEqualTo(8 * 50 + 1);
  }

  private Boolean count(long id, int steps) throws InterruptedException {
    for (int done = 0; done < steps; ) {
      Stored now = catalogue.find(id).orElseThrow();
      Change change = catalogue.replace(id, now.version(), counting(now.book().price() + 1));
      done += change instanceof Change.Done ? 1 : 0;
    }
    return true;
  }

  private static Book counting(long value) {
    return new Book("Đếm", List.of("x"), 2000, value, Optional.empty(), List.of());
  }

  @Test
  void who_pages_while_others_add_misses_nothing() throws Exception {
    var adding = new AtomicBoolean(true);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<Long>> reader =
          executor.submit(() -> {
            var seen = new ArrayList<Long>();
            boolean last;
            do {
              last = !adding.get();
              long after = seen.isEmpty() ? 0 : seen.getLast();
              List<Stored> page = catalogue.list(all(after, 10)).books();
              page.forEach(stored -> seen.add(stored.id()));
              last &= page.isEmpty();
            } while (!last);
            return seen;
          });
      inParallel(
          4,
          () -> {
            for (int i = 0; i < 100; i++) {
              catalogue.create(KIEU);
            }
            return true;
          });
      adding.set(false);
      assertThat(reader.get()).hasSize(400).doesNotHaveDuplicates().isSorted();
    }
  }

  private static void inParallel(int threads, Callable<Boolean> work) throws Exception {
    try (var executor = Executors.newFixedThreadPool(threads)) {
      var all = new ArrayList<Future<Boolean>>();
      for (int i = 0; i < threads; i++) {
        all.add(executor.submit(work));
      }
      for (Future<Boolean> one : all) {
        one.get();
      }
    }
  }

  @Test
  void random_steps_end_as_in_a_plain_map(Random random) throws Exception {
    var model = new TreeMap<Long, Stored>();
    for (int i = 0; i < 300; i++) {
      Book book = SampleBooks.of(11, random.nextInt(1000)).getLast();
      long id = model.isEmpty() ? 1 : model.firstKey() + random.nextInt(20);
      long version = 1 + random.nextInt(3);
      Stored now = model.get(id);
      switch (random.nextInt(3)) {
        case 0 -> {
          Stored stored = catalogue.create(book);
          model.put(stored.id(), stored);
        }
        case 1 -> {
          Change change = catalogue.replace(id, version, book);
          assertThat(change).isEqualTo(expected(now, id, version, book));
          if (change instanceof Change.Done(var next)) {
            model.put(id, next);
          }
        }
        default -> {
          Change change = catalogue.remove(id, version);
          assertThat(change)
              .isEqualTo(expected(now, id, version, now == null ? book : now.book(), 0));
          if (change instanceof Change.Done) {
            model.remove(id);
          }
        }
      }
    }
    for (String words : List.of("", "ha noi", "ng", "hue", "du")) {
      assertThat(found(words))
          .isEqualTo(
              model.values().stream()
                  .map(Stored::book)
                  .filter(book -> matches(book, Terms.words(words)))
                  .map(Book::title)
                  .limit(100)
                  .toList());
    }
  }

  private static Change expected(Stored now, long id, long version, Book book) {
    return expected(now, id, version, book, 1);
  }

  private static Change expected(Stored now, long id, long version, Book book, int step) {
    if (now == null) {
      return new Change.Missing();
    }
    return now.version() == version
        ? new Change.Done(new Stored(id, version + step, book))
        : new Change.Stale(now.version());
  }

  private static boolean matches(Book book, List<String> words) {
    var own = new HashSet<>(Terms.words(book.title()));
    book.authors().forEach(author -> own.addAll(Terms.words(author)));
    return words.stream().allMatch(word -> own.stream().anyMatch(one -> one.startsWith(word)));
  }
}
