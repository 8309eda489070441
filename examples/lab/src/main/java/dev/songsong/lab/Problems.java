// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.command.UsageException;
import dev.songsong.scenario.Scenario;
import dev.songsong.scenario.ScenarioCommand;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The problems that are built: those on the class path. */
final class Problems {
  private Problems() {}

  /** All scenarios in the order of their numbers. */
  static List<Scenario> all() {
    return ServiceLoader.load(Scenario.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(Scenario::number))
        .toList();
  }

  /** The commands that {@code run} hands over to. */
  static List<ScenarioCommand> commands() {
    return ServiceLoader.load(ScenarioCommand.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(ScenarioCommand::name))
        .toList();
  }

  /**
   * The scenario of a name.
   *
   * @throws UsageException if there is none
   */
  static Scenario named(String name) {
    return all().stream()
        .filter(scenario -> scenario.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new UsageException(
                "problem: " + name + " (expected: one of " + names() + "); songsong list"));
  }

  private static String names() {
    return all().stream().map(Scenario::name).collect(Collectors.joining(", "));
  }
}
