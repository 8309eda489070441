// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import dev.songsong.machine.Machine;
import dev.songsong.process.Command;
import dev.songsong.process.CommandException;
import dev.songsong.process.CommandResult;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The circumstances of a measurement, without which its figures mean little.
 *
 * @param time when it began
 * @param commit the version of the sources; a plus at its end means that they were changed since
 * @param jdk the Java that ran it
 * @param cpu the processors' name and how many run at once
 * @param flags what the trials' JVMs were started with
 * @param load runnable threads before it began, the average of a minute
 * @param pressure the line of /proc/pressure/cpu: the share of time in which work waited for a core
 */
public record Environment(
    Instant time,
    Optional<String> commit,
    String jdk,
    String cpu,
    List<String> flags,
    OptionalDouble load,
    Optional<String> pressure) {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The circumstances of this moment, for trials with these flags. */
  public static Environment now(List<String> flags) {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return new Environment(
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        readCommit(),
        System.getProperty("java.vendor.version", "") + " " + Runtime.version(),
        readCpu(),
        List.copyOf(flags),
        load < 0 ? OptionalDouble.empty() : OptionalDouble.of(load),
        readPressure());
  }

  private static String readCpu() {
    Machine machine = Machine.probe();
    return machine.cpu().name().orElse("an unknown processor")
        + ", "
        + machine.cpu().logicalProcessors()
        + " at once";
  }

  private static Optional<String> readPressure() {
    try {
      return Files.readString(Path.of("/proc/pressure/cpu")).lines().findFirst();
    } catch (IOException notLinuxOrSwitchedOff) {
      return Optional.empty();
    }
  }

  /** The script says where the sources are; without it, or without git, the version is unknown. */
  private static Optional<String> readCommit() {
    return Optional.ofNullable(System.getProperty("songsong.home"))
        .map(Path::of)
        .filter(home -> Files.exists(home.resolve(".git")))
        .flatMap(home -> git(home, "describe", "--always", "--dirty=+", "--exclude=*"));
  }

  private static Optional<String> git(Path home, String... arguments) {
    try {
      CommandResult git = Command.of("git", arguments).directory(home).timeLimit(PATIENCE).run();
      String said = git.stdout().text().strip();
      return git.succeeded() && !said.isEmpty() ? Optional.of(said) : Optional.empty();
    } catch (CommandException noGit) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
