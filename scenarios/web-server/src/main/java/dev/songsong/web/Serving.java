// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.net.InetSocketAddress;

/** A server at work, by threads or by processes. */
interface Serving extends AutoCloseable {
  InetSocketAddress address();

  @Override
  void close();
}
