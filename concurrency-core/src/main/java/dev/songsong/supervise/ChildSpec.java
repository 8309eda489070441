// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static java.util.Objects.requireNonNull;

import dev.songsong.process.Command;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A child: what it is, and how it is started, watched and stopped. Immutable; made by the factories
 * and the {@code with} methods.
 *
 * @param name by which it is known below its supervisor
 * @param kind starts it
 * @param restart whether it starts again when it has ended
 * @param grace how long it has to end itself before it is killed
 * @param startLimit how long it has to become ready; after that the start has failed
 * @param readiness when it counts as up
 * @param health whether it still works, if that is asked
 */
public record ChildSpec(
    String name,
    ChildKind kind,
    Restart restart,
    Duration grace,
    Duration startLimit,
    Readiness readiness,
    Optional<HealthCheck> health) {
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  /** Checks the values. */
  public ChildSpec {
    Checks.named("child name", name);
    requireNonNull(kind, "kind");
    requireNonNull(restart, "restart");
    requireNonNull(readiness, "readiness");
    requireNonNull(health, "health");
    Checks.notNegative("grace of " + name, grace);
    Checks.positive("startLimit of " + name, startLimit);
    if (readiness instanceof Readiness.Line && kind instanceof ServiceKind) {
      throw new IllegalArgumentException(
          "readiness of "
              + name
              + ": a line (expected: of a program or worker JVM)."
              + " A service is up when its start() returns.");
    }
    if (readiness instanceof Readiness.Declared
        && (kind instanceof CommandKind || kind instanceof MainKind)) {
      throw new IllegalArgumentException(
          "readiness of "
              + name
              + ": declared (expected: started, a port, a line or a probe)."
              + " A program can't declare itself; let it print a line.");
    }
  }

  /** A child of an own kind: permanent, ready when started, 2 s of grace, 30 s to start. */
  public static ChildSpec of(String name, ChildKind kind) {
    return of(name, kind, Readiness.started());
  }

  private static ChildSpec of(String name, ChildKind kind, Readiness readiness) {
    return new ChildSpec(
        name, kind, Restart.PERMANENT, GRACE, START_LIMIT, readiness, Optional.empty());
  }

  /** A service on a thread of its own; each life has a service of its own from the supplier. */
  public static ChildSpec service(String name, Supplier<? extends Service> services) {
    return of(name, new ServiceKind(services), Readiness.declared());
  }

  /**
   * A service in a worker JVM of its own, whose output goes to this JVM's streams. The JVM has one
   * core of the supervisor's {@link dev.songsong.machine.Budget} and the heap that goes with it,
   * unless its flags say otherwise.
   *
   * @param jvmArgs options for its {@code java}, such as {@code -Xmx256m}; {@code
   *     -XX:ActiveProcessorCount=4} takes four cores
   * @throws IllegalArgumentException if the service can't be serialized; the message names the
   *     class that can't
   */
  public static ChildSpec remote(String name, RemoteService service, String... jvmArgs) {
    var body = new ServiceBody(service);
    return of(name, BodyKind.of(name, body, new JvmFlags(List.of(jvmArgs))), Readiness.declared());
  }

  /** An external program, killed with its whole tree. */
  public static ChildSpec command(String name, Command command) {
    return of(name, new CommandKind(command), Readiness.started());
  }

  /**
   * A main class in a JVM of its own, with this JVM's class path, one core of the supervisor's
   * {@link dev.songsong.machine.Budget} and the heap that goes with it. For other flags make it a
   * {@link #command} of {@link dev.songsong.process.JvmCommand}, which takes no share.
   */
  public static ChildSpec main(String name, Class<?> main, String... arguments) {
    return of(name, new MainKind(main, List.of(arguments)), Readiness.started());
  }

  /**
   * A supervisor below the supervisor. When it gives up it counts as died, and starts anew with all
   * its children. Its grace is by default what its own children need.
   */
  public static ChildSpec supervisor(SupervisorBuilder builder) {
    SupervisorConfig config = builder.config();
    return of(config.name(), new SupervisorKind(config), Readiness.declared())
        .withGrace(Checks.capped(config.patience()))
        .withStartLimit(Checks.capped(config.startPatience()));
  }

  /** This child with another answer to its end. */
  public ChildSpec withRestart(Restart restart) {
    return new ChildSpec(name, kind, restart, grace, startLimit, readiness, health);
  }

  /** This child with another time between being asked to end and being killed. */
  public ChildSpec withGrace(Duration grace) {
    return new ChildSpec(name, kind, restart, grace, startLimit, readiness, health);
  }

  /** This child with another limit on its start. */
  public ChildSpec withStartLimit(Duration startLimit) {
    return new ChildSpec(name, kind, restart, grace, startLimit, readiness, health);
  }

  /** This child with another sign that it is up. */
  public ChildSpec withReadiness(Readiness readiness) {
    return new ChildSpec(name, kind, restart, grace, startLimit, readiness, health);
  }

  /** This child with a check of its health while it is up. */
  public ChildSpec withHealth(HealthCheck check) {
    return new ChildSpec(name, kind, restart, grace, startLimit, readiness, Optional.of(check));
  }
}
