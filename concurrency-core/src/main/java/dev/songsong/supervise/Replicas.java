// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.util.List;

/** Makes a group's replicas. Used by the thread that changes the group, but for {@link #close}. */
@FunctionalInterface
interface Replicas extends AutoCloseable {
  /** Makes them for an address that is held. */
  @FunctionalInterface
  interface Maker {
    Replicas make(ListenerSharing.Reservation held);
  }

  /** The specification of one more replica, of which there are to be so many. */
  ChildSpec spec(String name, int number, int all);

  /** What this replica has goes to the one that takes its place. */
  default void replaced(String name) {}

  /** After a change, also one that failed: these are left. */
  default void left(List<String> names) {}

  /** The group has ended. Idempotent. */
  @Override
  default void close() {}
}
