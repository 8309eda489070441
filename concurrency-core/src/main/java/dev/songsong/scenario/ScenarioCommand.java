// SPDX-License-Identifier: Apache-2.0
package dev.songsong.scenario;

/**
 * A problem's own command line, found by {@link java.util.ServiceLoader}; {@code songsong run NAME
 * ARGS} hands over to it.
 */
public interface ScenarioCommand {

  /** The problem's name, as {@link Scenario#name()}. */
  String name();

  /**
   * A new object that carries picocli's {@code @Command} annotation and is a {@code
   * Callable<Integer>} returning the exit code.
   *
   * <p>It is an {@code Object} so that this module needs no command line library.
   */
  Object command();
}
