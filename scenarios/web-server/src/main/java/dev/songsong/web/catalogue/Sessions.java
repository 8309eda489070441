// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few open sessions, lent to one caller each. Who finds none waits as a parked virtual thread,
 * which costs no carrier; inside SQLite it would. Thread-safe.
 */
final class Sessions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  private final BlockingQueue<Session> idle;
  private final List<Session> all;

  private Sessions(List<Session> all) {
    this.all = all;
    this.idle = new ArrayBlockingQueue<>(all.size(), false, all);
  }

  static Sessions open(Path file, boolean durable, int count) throws SQLException {
    var opened = new ArrayList<Session>();
    try {
      for (int i = 0; i < count; i++) {
        opened.add(Session.open(file, durable));
      }
      return new Sessions(List.copyOf(opened));
    } catch (SQLException e) {
      closeAll(opened);
      throw e;
    }
  }

  /** Borrows one and does the work; waits while another process is in the way. */
  <T> T with(Busy.Work<T> work) throws InterruptedException {
    Session session = idle.take();
    try {
      return Busy.retry(session, work);
    } finally {
      idle.add(session);
    }
  }

  /** Closes those that nobody uses; call when nobody does. */
  @Override
  public void close() {
    idle.clear();
    closeAll(all);
  }

  private static void closeAll(List<Session> sessions) {
    for (Session session : sessions) {
      try {
        session.close();
      } catch (SQLException e) {
        LOG.warn("session: failed to close", e);
      }
    }
  }
}
