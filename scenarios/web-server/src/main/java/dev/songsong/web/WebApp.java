// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.Serializable;

/**
 * A web application: the routes it answers and what they need.
 *
 * <p>It is serialized in the modes that have worker processes, and {@link #configure} is called
 * once in each process that serves: open databases and caches there, not before, and hand them to
 * {@link Routes#onClose}.
 */
@FunctionalInterface
public interface WebApp extends Serializable {

  /**
   * Adds the routes.
   *
   * @throws Exception if the application can't start; the server doesn't start either
   */
  void configure(Routes routes) throws Exception;
}
