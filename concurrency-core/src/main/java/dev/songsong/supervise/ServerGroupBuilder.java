// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static java.util.Objects.requireNonNull;

import dev.songsong.process.Command;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Describes a group of server processes. Not thread-safe. */
public final class ServerGroupBuilder {
  private final String name;
  private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private int replicas = 2;
  private Duration drain = Duration.ofSeconds(10);
  private Duration startLimit = Duration.ofSeconds(30);
  private Duration silence = Duration.ofSeconds(30);
  private int intensity = 5;
  private Duration window = Duration.ofSeconds(10);
  private Backoff backoff = Backoff.DEFAULT;
  private long seed = System.nanoTime();
  private SupervisorListener listener = new SupervisorListener() {};
  private ListenerSharing sharing = ListenerSharing.reusePort();
  private int cores;
  private boolean quickStart;
  private Replicas.@Nullable Maker maker;

  ServerGroupBuilder(String name) {
    Checks.named("group name", name);
    this.name = name;
  }

  /** Where the group listens: by default on loopback, at a free port. */
  public ServerGroupBuilder address(InetSocketAddress address) {
    this.address = requireNonNull(address, "address");
    return this;
  }

  /** How many processes serve; 2 by default. */
  public ServerGroupBuilder replicas(int replicas) {
    Checks.atLeast("replicas", replicas, 1);
    this.replicas = replicas;
    return this;
  }

  /**
   * Replicas are worker JVMs that run this body. Each has an equal part of the group's cores and a
   * part of its memory as heap, unless its flags say otherwise.
   *
   * @param jvmArgs options for their {@code java}, such as {@code -Xmx256m}; {@code
   *     -XX:ActiveProcessorCount=4} takes four cores for each
   */
  public ServerGroupBuilder body(ServerBody body, String... jvmArgs) {
    requireNonNull(body, "body");
    var flags = new JvmFlags(List.of(jvmArgs));
    maker =
        held ->
            JvmReplicas.of(
                new JvmReplicas.Plan(
                    name,
                    body,
                    quickStart ? flags.with(ClassArchive.flags(name, flags.given())) : flags,
                    drain,
                    startLimit,
                    silence),
                held,
                replicas,
                cores);
    return this;
  }

  /**
   * Worker JVMs keep the classes that they load in a file in the user's cache folder, and those
   * that come later start in a part of the time. The first ones write it when they end, which takes
   * some tenths of a second. Only where the class path is all of jars, and flags don't say
   * otherwise.
   */
  public ServerGroupBuilder quickStart() {
    this.quickStart = true;
    return this;
  }

  /**
   * How many cores the worker JVMs take together from the {@link dev.songsong.machine.Budget}; what
   * is free at the start by default, but at least one for each.
   */
  public ServerGroupBuilder cores(int cores) {
    Checks.atLeast("cores", cores, 1);
    this.cores = cores;
    return this;
  }

  /**
   * Replicas are programs, which bind the address themselves with SO_REUSEPORT. TERM tells them to
   * drain. A main class comes by {@link dev.songsong.process.JvmCommand}. Programs take no share of
   * the budget.
   *
   * @param command the program for an address, which is also in its environment as {@code
   *     SONGSONG_HOST} and {@code SONGSONG_PORT}
   * @param readiness when a replica is up; not by the group's port, which another may answer
   */
  public ServerGroupBuilder command(
      Function<InetSocketAddress, Command> command, Readiness readiness) {
    requireNonNull(command, "command");
    if (readiness instanceof Readiness.Port) {
      throw new IllegalArgumentException(
          "readiness: a port (expected: a line or a probe)."
              + " The group's port is answered by any replica.");
    }
    maker =
        held ->
            (child, replica, _) ->
                ChildSpec.command(child, held.prepare(command.apply(held.address()), replica))
                    .withGrace(drain)
                    .withStartLimit(startLimit)
                    .withReadiness(readiness);
    return this;
  }

  /** How long a replica may take to answer what it has accepted; then TERM and KILL. 10 s. */
  public ServerGroupBuilder drain(Duration drain) {
    Checks.notNegative("drain", drain);
    this.drain = drain;
    return this;
  }

  /** How long a replica may take to become ready; 30 s by default. */
  public ServerGroupBuilder startLimit(Duration startLimit) {
    Checks.positive("startLimit", startLimit);
    this.startLimit = startLimit;
    return this;
  }

  /**
   * How long a worker JVM may give no sign of life before it is killed and replaced; 30 s by
   * default. See {@link HealthCheck#responds}. Programs aren't asked.
   */
  public ServerGroupBuilder silence(Duration silence) {
    Checks.positive("silence", silence);
    this.silence = silence;
    return this;
  }

  /** How many restarts in a window are borne before the group gives up; 5 in 10 s by default. */
  public ServerGroupBuilder intensity(int restarts, Duration window) {
    this.intensity = restarts;
    this.window = window;
    return this;
  }

  /** How long to wait before a dead replica is replaced. */
  public ServerGroupBuilder backoff(Backoff backoff) {
    this.backoff = requireNonNull(backoff, "backoff");
    return this;
  }

  /** The seed of the backoff's jitter. */
  public ServerGroupBuilder seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** Who is told of replicas that come and go. */
  public ServerGroupBuilder listener(SupervisorListener listener) {
    this.listener = requireNonNull(listener, "listener");
    return this;
  }

  /** How the replicas share the address; {@link ListenerSharing#reusePort()} by default. */
  public ServerGroupBuilder sharing(ListenerSharing sharing) {
    this.sharing = requireNonNull(sharing, "sharing");
    return this;
  }

  /**
   * Reserves the address, starts the replicas one after the other, and returns when all are ready.
   *
   * @throws IOException if the address can't be had
   * @throws UnsupportedOperationException if this system has no SO_REUSEPORT
   * @throws ChildStartException if a replica doesn't become ready; the others are ended
   * @throws InterruptedException if the caller is interrupted; what was started is ended
   */
  public ServerGroup start() throws IOException, InterruptedException {
    Replicas.Maker maker = this.maker;
    if (maker == null) {
      throw new IllegalStateException(
          "group " + name + ": no server (expected: one). Give it body(...) or command(...).");
    }
    var counters = new GroupCounters(listener);
    SupervisorBuilder supervisor =
        Supervisor.builder(name)
            .intensity(intensity, window)
            .backoff(backoff)
            .seed(seed)
            .stopTogether()
            .listener(counters);
    return ServerGroup.start(name, replicas, sharing.reserve(address), maker, supervisor, counters);
  }
}
