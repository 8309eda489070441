// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.util.concurrent.Callable;

/** Another interface's work as ours. */
sealed interface Adapted<T> extends WrappedWork<T> {

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
