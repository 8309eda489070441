// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import dev.songsong.supervise.ChildInfo;
import dev.songsong.supervise.ChildState;
import dev.songsong.supervise.Exit;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a worker process is doing at one moment.
 *
 * @param replica its number, as the application sees it by {@link Routes#replica()}
 * @param state where it is in its life
 * @param pid its process id while it runs
 * @param restarts how often it died and was replaced
 * @param lastDeath how it ended when nobody had asked it to, the last time
 */
public record Worker(
    int replica, ChildState state, OptionalLong pid, long restarts, Optional<Exit> lastDeath) {

  static Worker of(ChildInfo child) {
    int replica = Integer.parseInt(child.name().substring(child.name().lastIndexOf('-') + 1));
    return new Worker(replica, child.state(), child.pid(), child.restarts(), child.lastDeath());
  }
}
