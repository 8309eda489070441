// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a supervisor knows of a child at one moment.
 *
 * @param name its name
 * @param state where it is in its life
 * @param pid its process id while it runs as a process of its own
 * @param restarts how often it was started again, whoever had died
 * @param lastDeath how it ended when nobody had asked it to, the last time
 */
public record ChildInfo(
    String name, ChildState state, OptionalLong pid, long restarts, Optional<Exit> lastDeath) {}
