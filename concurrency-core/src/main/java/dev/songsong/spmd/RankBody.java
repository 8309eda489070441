// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.io.Serializable;

/**
 * The program that every rank runs.
 *
 * <p>In process modes it is shipped like a task: a lambda of this type is serializable, and so must
 * be everything it captures.
 *
 * @param <R> what a rank returns; serializable too in process modes
 */
@FunctionalInterface
public interface RankBody<R> extends Serializable {

  /** Runs as the rank that {@code comm} says. */
  R run(Communicator comm) throws Exception;
}
