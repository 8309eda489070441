// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

/**
 * Work that goes on until it is told to stop, on a thread of its own. Restarting one means making a
 * new one: a supervisor is given a {@code Supplier<Service>}, so that no state of a dead service
 * gets into the next.
 */
@FunctionalInterface
public interface Service {

  /** Gets ready; when it returns the service is up. What it throws is a failed start. */
  default void start() throws Exception {}

  /**
   * Works, on the thread of {@link #start()}. Returning is a normal end, throwing a crash. When the
   * service is to stop, {@link #stop()} is called and this thread is interrupted.
   */
  void run() throws Exception;

  /**
   * Asks {@link #run()} to return; called by another thread, at most once, and before the
   * interrupt. A service whose {@code run()} ends when it is interrupted needs none.
   */
  default void stop() throws Exception {}
}
