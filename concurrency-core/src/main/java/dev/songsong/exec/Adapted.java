// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.util.concurrent.Callable;

/**
 * Another interface's work as ours.
 *
 * <p>What comes with it is judged by where {@link #work()} comes from, not by where this wrapper
 * does.
 */
sealed interface Adapted<T> extends RemoteCallable<T> {

  /** What was submitted. */
  Object work();

  /** A callable that happens to be serializable. */
  @SuppressWarnings("serial")
  record OfCallable<T>(Callable<T> work) implements Adapted<T> {
    @Override
    public T call() throws Exception {
      return work.call();
    }
  }

  /** A runnable that happens to be serializable, with the result to be told afterwards. */
  @SuppressWarnings("serial")
  record OfRunnable<T>(Runnable work, T result) implements Adapted<T> {
    @Override
    public T call() {
      work.run();
      return result;
    }
  }
}
