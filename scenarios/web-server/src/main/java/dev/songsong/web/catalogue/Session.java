// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/** One connection to the file with its prepared statements. Used by one thread at a time. */
final class Session implements AutoCloseable {
  private static final Duration OPENING = Duration.ofSeconds(10);
  private static final int CATALOGUE = 0x736f6e67; // in the file's head: "song"

  /** Reads a row. */
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  private Session(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens the file, or makes it.
   *
   * @param durable whether the file is to be whole after a power cut, perhaps without the last
   *     changes; what was written outlives the process in any case
   */
  static Session open(Path file, boolean durable) throws SQLException {
    var config = new SQLiteConfig();
    config.setSynchronous(
        durable ? SQLiteConfig.SynchronousMode.NORMAL : SQLiteConfig.SynchronousMode.OFF);
    config.setBusyTimeout((int) OPENING.toMillis());
    SQLiteConnection connection =
        (SQLiteConnection) config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
    try {
      var session = new Session(connection);
      session.requireOwn();
      // A log beside the file: readers go on while one writes, and a writer that dies leaves
      // nothing half done, for the log counts only up to the last whole transaction.
      session.query(row -> row.getString(1), "pragma journal_mode = wal");
      session.begin("begin immediate");
      if (session.isEmpty()) {
        session.create();
      }
      session.execute("commit");
      // From here on Busy waits: SQLite would block the carrier of the virtual thread that asks.
      connection.setBusyTimeout(0);
      return session;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Another program's file is to be left as it is. */
  private void requireOwn() throws SQLException {
    if (!isEmpty() && number("pragma application_id") != CATALOGUE) {
      throw new SQLException("another program's database");
    }
  }

  private boolean isEmpty() throws SQLException {
    return number("select count(*) from sqlite_schema") == 0;
  }

  private void create() throws SQLException {
    execute(
        "create table book"
            + " (id integer primary key autoincrement, version integer not null, json text not null)");
    execute("create table term (term text, id integer, primary key (term, id)) without rowid");
    // The other way round, for a book's change: its terms are found by its id.
    execute("create index term_of_book on term (id)");
    execute("pragma application_id = " + CATALOGUE);
  }

  private long number(String sql) throws SQLException {
    return query(row -> row.getLong(1), sql).getFirst();
  }

  /** Begins a transaction; to be ended by {@code commit} or {@link #rollBack}. */
  void begin(String how) throws SQLException {
    execute(how);
  }

  /** Executes a statement that gives no rows; returns how many it changed. */
  int execute(String sql, Object... values) throws SQLException {
    return statement(sql, values).executeUpdate();
  }

  /** Runs a query and reads its rows. */
  <T> List<T> query(Row<T> row, String sql, Object... values) throws SQLException {
    try (ResultSet rows = statement(sql, values).executeQuery()) {
      var all = new ArrayList<T>();
      while (rows.next()) {
        all.add(row.read(rows));
      }
      return all;
    }
  }

  private PreparedStatement statement(String sql, Object... values) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  /** Undoes what was begun; does nothing if nothing was. */
  void rollBack() {
    try {
      execute("rollback");
    } catch (SQLException nothingBegun) {
      // SQLite itself rolls back after some errors.
    }
  }

  /**
   * Undoes what was begun after something failed in the middle, a full disk for example. The driver
   * doesn't let go of the statement that failed, and with it nothing can be rolled back or begun.
   */
  void recover() {
    statements.values().forEach(Session::drop);
    statements.clear();
    rollBack();
  }

  private static void drop(PreparedStatement statement) {
    try {
      statement.close();
    } catch (SQLException e) {
      // It tells again what it failed with.
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
