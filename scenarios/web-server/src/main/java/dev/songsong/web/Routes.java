// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

/**
 * Where an application says what it answers. Used by one thread, while the application is
 * configured.
 *
 * <p>A path is {@code /items/{id}}: a segment in braces matches any one segment, and {@code
 * {name*}} at the end matches the rest, slashes included. Exact segments win over named ones, and
 * these over the rest. A path that is known, but not for the method, is answered 405; {@code HEAD}
 * by the route for {@code GET}; {@code OPTIONS} with what is allowed.
 */
public interface Routes {

  /**
   * Adds a handler that may block: each request runs on a virtual thread.
   *
   * @throws IllegalArgumentException if the path is malformed or taken
   */
  Routes route(Method method, String path, Handler handler);

  /**
   * Adds a handler that never blocks and is called on the event loop.
   *
   * @throws IllegalArgumentException if the path is malformed or taken
   */
  Routes nonBlocking(Method method, String path, Handler handler);

  /** Adds a handler for {@code GET} that may block. */
  default Routes get(String path, Handler handler) {
    return route(Method.GET, path, handler);
  }

  /** Adds a handler for {@code POST} that may block. */
  default Routes post(String path, Handler handler) {
    return route(Method.POST, path, handler);
  }

  /** Adds a handler for {@code PUT} that may block. */
  default Routes put(String path, Handler handler) {
    return route(Method.PUT, path, handler);
  }

  /** Adds a handler for {@code PATCH} that may block. */
  default Routes patch(String path, Handler handler) {
    return route(Method.PATCH, path, handler);
  }

  /** Adds a handler for {@code DELETE} that may block. */
  default Routes delete(String path, Handler handler) {
    return route(Method.DELETE, path, handler);
  }

  /**
   * Adds something that must be well for requests to be sent here: {@code /ready} of the management
   * address asks for it in each process that serves.
   *
   * @param name such as {@code database}
   * @throws IllegalArgumentException if the name is empty or taken
   */
  Routes health(String name, HealthCheck check);

  /**
   * Something to close after the last answer; closed in reverse order. Handlers that still run when
   * the time to drain is over are interrupted, and have a second to end before that.
   */
  Routes onClose(AutoCloseable resource);

  /** The number of the process that serves: 0 in threads mode, else the replica's, from 1. */
  int replica();
}
