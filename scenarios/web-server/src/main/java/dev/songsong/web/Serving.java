// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A server at work, by threads or by processes. */
interface Serving extends AutoCloseable {
  InetSocketAddress address();

  /** The worker processes; none if this JVM serves. */
  List<Worker> workers();

  /**
   * Replaces the worker processes one by one.
   *
   * @throws UnsupportedOperationException if there are none
   */
  void rollingRestart() throws InterruptedException;

  /**
   * Changes the number of worker processes.
   *
   * @throws UnsupportedOperationException if there are none
   */
  void scale(int processes) throws InterruptedException;

  /** Completes when it serves no more. */
  CompletableFuture<Void> onEnd();

  /** Where management listens; none if it was not asked for. */
  Optional<InetSocketAddress> management();

  @Override
  void close();
}
