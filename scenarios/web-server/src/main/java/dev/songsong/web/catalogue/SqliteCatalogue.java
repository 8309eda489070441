// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Books in a file that several processes share: each works on it itself, and what one has written
 * the next reads. A process that is killed leaves each of its changes done or not begun.
 *
 * <p>Many read at once, one writes; the writers of this process wait for one another in a queue,
 * those of different processes as in {@link Busy}. The file must lie on a local disk: SQLite's log
 * is shared memory.
 */
final class SqliteCatalogue implements Catalogue {
  private static final String AFTER_ALL_WORDS = Character.toString(Character.MAX_CODE_POINT);

  private final Sessions readers;
  private final Sessions writer;

  private SqliteCatalogue(Sessions readers, Sessions writer) {
    this.readers = readers;
    this.writer = writer;
  }

  /**
   * Opens the file, or makes it.
   *
   * @param durable whether the file is to be whole after a power cut
   * @param readers how many read at once
   * @throws CatalogueException if that can't be done
   */
  static SqliteCatalogue open(Path file, boolean durable, int readers) {
    try {
      Sessions writer = Sessions.open(file, durable, 1);
      try {
        return new SqliteCatalogue(Sessions.open(file, durable, readers), writer);
      } catch (SQLException e) {
        writer.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new CatalogueException(
          "data: " + file + ": " + e.getMessage() + " (expected: a catalogue, or a new file)", e);
    }
  }

  @Override
  public Stored create(Book book) throws InterruptedException {
    String json = BookJson.write(book);
    long id =
        writing(session -> {
          long added =
              session
                  .query(
                      row -> row.getLong(1),
                      "insert into book (version, json) values (1, ?) returning id",
                      json)
                  .getFirst();
          addTerms(session, added, book);
          return added;
        });
    return new Stored(id, 1, book);
  }

  private static void addTerms(Session session, long id, Book book) throws SQLException {
    for (String term : Terms.of(book)) {
      session.execute("insert into term (term, id) values (?, ?)", term, id);
    }
  }

  private static void removeTerms(Session session, long id) throws SQLException {
    session.execute("delete from term where id = ?", id);
  }

  @Override
  public Optional<Stored> find(long id) throws InterruptedException {
    return readers
        .with(session ->
            session.query(
                SqliteCatalogue::stored, "select id, version, json from book where id = ?", id))
        .stream()
        .findFirst();
  }

  private static Stored stored(ResultSet row) throws SQLException {
    return new Stored(row.getLong(1), row.getLong(2), BookJson.read(row.getString(3)));
  }

  @Override
  public Listing list(Query query) throws InterruptedException {
    var values = new ArrayList<Object>();
    String matching = matching(query, values);
    return readers.with(session -> {
      // In one transaction: the page and the number are of one moment.
      session.begin("begin");
      long total =
          session
              .query(
                  row -> row.getLong(1),
                  "select count(*) from book where true" + matching,
                  values.toArray())
              .getFirst();
      var pageValues = new ArrayList<>(values);
      pageValues.add(query.after());
      pageValues.add(query.size() + 1);
      List<Stored> page =
          session.query(
              SqliteCatalogue::stored,
              "select id, version, json from book where true"
                  + matching
                  + " and id > ? order by id limit ?",
              pageValues.toArray());
      session.execute("commit");
      boolean more = page.size() > query.size();
      return new Listing(more ? page.subList(0, query.size()) : page, total, more);
    });
  }

  private static String matching(Query query, List<Object> values) {
    var sql = new StringBuilder();
    query
        .tag()
        .ifPresent(tag -> {
          sql.append(" and id in (select id from term where term = ?)");
          values.add(Terms.tag(tag));
        });
    for (String word : query.words()) {
      sql.append(" and id in (select id from term where term >= ? and term < ?)");
      values.add(word);
      values.add(word + AFTER_ALL_WORDS);
    }
    return sql.toString();
  }

  @Override
  public Change replace(long id, long version, Book book) throws InterruptedException {
    String json = BookJson.write(book);
    return writing(session -> {
      int changed =
          session.execute(
              "update book set version = version + 1, json = ? where id = ? and version = ?",
              json,
              id,
              version);
      if (changed == 0) {
        return late(session, id);
      }
      removeTerms(session, id);
      addTerms(session, id, book);
      return new Change.Done(new Stored(id, version + 1, book));
    });
  }

  @Override
  public Change remove(long id, long version) throws InterruptedException {
    return writing(session -> {
      List<Stored> removed =
          session.query(
              SqliteCatalogue::stored,
              "delete from book where id = ? and version = ? returning id, version, json",
              id,
              version);
      if (removed.isEmpty()) {
        return late(session, id);
      }
      removeTerms(session, id);
      return new Change.Done(removed.getFirst());
    });
  }

  private static Change late(Session session, long id) throws SQLException {
    return session
        .query(row -> row.getLong(1), "select version from book where id = ?", id)
        .stream()
        .findFirst()
        .<Change>map(Change.Stale::new)
        .orElseGet(Change.Missing::new);
  }

  private <T> T writing(Busy.Work<T> work) throws InterruptedException {
    return writer.with(session -> {
      // Immediate: the right to write comes first, so that nothing read can be old by then.
      session.begin("begin immediate");
      T result = work.in(session);
      session.execute("commit");
      return result;
    });
  }

  @Override
  public boolean mayBlock() {
    return true;
  }

  @Override
  public void close() {
    readers.close();
    writer.close();
  }
}
