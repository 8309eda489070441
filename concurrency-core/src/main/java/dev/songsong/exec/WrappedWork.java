// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

/**
 * Work around somebody else's work, which it calls.
 *
 * <p>What comes with it is judged by where {@link #work()} comes from, not by where this wrapper
 * does; the wrapper's own package must be {@linkplain WorkerOptions#allow allowed}.
 *
 * @param <T> what the work returns
 */
public interface WrappedWork<T> extends RemoteCallable<T> {

  /** What was wrapped. */
  Object work();
}
