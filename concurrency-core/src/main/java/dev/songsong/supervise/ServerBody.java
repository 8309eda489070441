// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.io.Serializable;

/**
 * A server that can run in many processes at once on one address. It is serialized when the group
 * is described, and each replica's life begins with a copy; open files and connections in {@link
 * #serve}.
 *
 * <pre>{@code
 * void serve(ServerContext context) throws IOException {
 *   context.listen();
 *   context.ready();
 *   try (var requests = Executors.newVirtualThreadPerTaskExecutor()) {
 *     for (var c = context.accept(); c.isPresent(); c = context.accept()) {
 *       SocketChannel connection = c.get();
 *       requests.execute(() -> answer(connection));
 *     }
 *   }                                  // waits for the requests in flight
 * }
 * }</pre>
 */
@FunctionalInterface
public interface ServerBody extends Serializable {

  /**
   * Serves until the context is draining and what was accepted is answered; then the process ends.
   */
  void serve(ServerContext context) throws Exception;
}
