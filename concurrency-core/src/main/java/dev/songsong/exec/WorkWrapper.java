// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

/**
 * Work that stands for other work and sends it along.
 *
 * <p>What may cross with it is judged by where {@link #work()} comes from, not by where the wrapper
 * does: so a library can wrap its users' work.
 *
 * @param <T> what the work returns
 */
public interface WorkWrapper<T> extends RemoteCallable<T> {

  /** What is wrapped; serializable in process modes. */
  Object work();
}
