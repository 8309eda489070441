// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

/** How worker processes come to listen on one address. */
public enum Sharing {
  /**
   * One listening socket for all: the parent binds it and passes its descriptor to each worker over
   * a Unix socket (SCM_RIGHTS). Connections that wait belong to no worker, so a worker's death
   * loses none of them. Linux.
   */
  DESCRIPTOR,
  /**
   * A listening socket for each worker, bound with SO_REUSEPORT; the kernel spreads connections by
   * a hash. What waits at a worker dies with it.
   */
  REUSE_PORT
}
