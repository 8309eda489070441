// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.net.InetSocketAddress;
import java.util.Optional;

/** A server at work, by threads or by processes. */
interface Serving extends AutoCloseable {
  InetSocketAddress address();

  /** Where management listens; none if it was not asked for. */
  default Optional<InetSocketAddress> management() {
    return Optional.empty();
  }

  @Override
  void close();
}
