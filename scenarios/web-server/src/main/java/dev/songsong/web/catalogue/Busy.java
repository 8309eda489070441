// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.web.HttpException;
import dev.songsong.web.Problem;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.sqlite.SQLiteErrorCode;

/*
 * One process writes at a time. SQLite's own way to wait for the turn is to sleep within the call,
 * 1, 2, 5, 10... milliseconds: much for a write that takes 30 microseconds, and a virtual thread
 * that sleeps there keeps its carrier, of which there is one a core. So the call comes back at once,
 * and the waiting is done here: short at first, never in step with the other processes.
 */
/** Waits for the turn to write. */
final class Busy {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long SHORTEST_MICROS = 50;
  private static final long LONGEST_MICROS = 2_000;
  private static final int PRIMARY = 0xff; // SQLite's extended codes end in the code proper

  /** Something done in a session, from its beginning if it must be done again. */
  @FunctionalInterface
  interface Work<T> {
    T in(Session session) throws SQLException;
  }

  private Busy() {}

  /**
   * Does the work; again, while another process is in the way.
   *
   * @throws HttpException with 503 if that takes too long, with 507 if the disk is full
   * @throws CatalogueException if it fails
   */
  static <T> T retry(Session session, Work<T> work) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    long most = SHORTEST_MICROS;
    while (true) {
      try {
        return work.in(session);
      } catch (SQLException e) {
        if (!isBusy(e)) {
          session.recover();
          throw failure(e);
        }
        session.rollBack();
      } catch (RuntimeException | Error e) {
        // The next to borrow the session must not find a transaction begun.
        session.recover();
        throw e;
      }
      if (System.nanoTime() > end) {
        throw HttpException.of(
            503, "catalogue: busy for " + PATIENCE.toSeconds() + " s (expected: free); try again");
      }
      TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextLong(most / 2, most));
      most = Math.min(2 * most, LONGEST_MICROS);
    }
  }

  private static RuntimeException failure(SQLException e) {
    return is(SQLiteErrorCode.SQLITE_FULL, e)
        ? new HttpException(
            Problem.of(507, "catalogue: the disk is full (expected: room for the change)"), e)
        : new CatalogueException(
            "catalogue: " + e.getMessage() + " (expected: a file that can be used)", e);
  }

  private static boolean isBusy(SQLException e) {
    return is(SQLiteErrorCode.SQLITE_BUSY, e) || is(SQLiteErrorCode.SQLITE_LOCKED, e);
  }

  private static boolean is(SQLiteErrorCode what, SQLException e) {
    return (e.getErrorCode() & PRIMARY) == what.code;
  }
}
