// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

/** How worker processes come to listen on one address. */
public enum Sharing {
  /**
   * One listening socket for all: the parent binds it and passes its descriptor to each worker over
   * a Unix socket (SCM_RIGHTS). Connections that wait belong to no worker, so a worker's death, its
   * drain or its being stopped loses and delays none of them. The worker that is awake takes the
   * next one, so that of a few connections that stay long one worker may have most. Linux.
   */
  DESCRIPTOR,
  /**
   * A listening socket for each worker, bound with SO_REUSEPORT; the kernel spreads connections by
   * a hash: evenly, and also to one that is busy or stopped. What waits at a worker dies with it,
   * and what comes in the microseconds in which a draining one closes its queue is reset.
   */
  REUSE_PORT
}
