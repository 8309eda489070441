// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

/**
 * A kind of thing that can be supervised: it knows how to start one. Services, worker JVMs,
 * programs and supervisors are such kinds; see the factories of {@link ChildSpec}.
 */
@FunctionalInterface
public interface ChildKind {

  /**
   * Starts one life of the child. Called by a thread of the supervisor that is made for this life.
   *
   * @return what runs now; it may get ready later
   * @throws Exception if it can't be started: nothing may be left behind
   */
  RunningChild start(ChildContext context) throws Exception;
}
