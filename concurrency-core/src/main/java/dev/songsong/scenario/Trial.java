// SPDX-License-Identifier: Apache-2.0
package dev.songsong.scenario;

import java.io.IOException;

/** One scenario made ready in one mode; used by one thread. */
public interface Trial extends AutoCloseable {

  /**
   * Does the whole work once, start-up of threads or workers included.
   *
   * @throws Exception if the work as a whole fails; single failed items are counted instead
   */
  Work run() throws Exception;

  /**
   * Does the work with a fault in it and says what was lost. In thread mode this may end the JVM.
   *
   * @throws Exception if the work as a whole fails
   */
  FaultResult provoke(String fault) throws Exception;

  @Override
  void close() throws IOException;
}
