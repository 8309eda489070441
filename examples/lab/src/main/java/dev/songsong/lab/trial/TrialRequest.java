// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab.trial;

import dev.songsong.exec.Mode;
import dev.songsong.scenario.TrialSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One trial to run in a JVM of its own.
 *
 * @param scenario the problem's name
 * @param setup what the trial is given
 * @param fault the fault to provoke; empty to measure
 * @param limit how long the work may take before its JVM is killed
 */
public record TrialRequest(
    String scenario, TrialSetup setup, Optional<String> fault, Duration limit) {

  List<String> arguments(Path result) {
    return List.of(
        scenario,
        setup.mode().name(),
        Integer.toString(setup.processes()),
        Integer.toString(setup.threads()),
        Long.toString(setup.seed()),
        Boolean.toString(setup.quick()),
        setup.directory().toString(),
        result.toString(),
        fault.orElse(""));
  }

  static TrialSetup setup(String[] arguments) {
    return new TrialSetup(
        Mode.valueOf(arguments[1]),
        Integer.parseInt(arguments[2]),
        Integer.parseInt(arguments[3]),
        Long.parseLong(arguments[4]),
        Boolean.parseBoolean(arguments[5]),
        Path.of(arguments[6]));
  }
}
