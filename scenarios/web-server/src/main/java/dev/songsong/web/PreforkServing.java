// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import dev.songsong.supervise.ChildInfo;
import dev.songsong.supervise.ChildStartException;
import dev.songsong.supervise.Death;
import dev.songsong.supervise.ListenerSharing;
import dev.songsong.supervise.ServerGroup;
import dev.songsong.supervise.SupervisorException;
import dev.songsong.supervise.SupervisorListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server of worker processes, each with an engine of its own. */
final class PreforkServing implements Serving {
  private static final Logger LOG = LoggerFactory.getLogger(PreforkServing.class);

  /** What Netty's native and off-heap parts need on the JDK. */
  private static final List<String> FLAGS =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  /** For the end of a worker whose drain took all its time. */
  private static final Duration MARGIN = Duration.ofSeconds(3);

  /** A machine that is very busy, or a heap that is looked through, silences a worker for long. */
  private static final Duration LEAST_SILENCE = Duration.ofSeconds(10);

  private static final Duration MOST_SILENCE = Duration.ofDays(1);

  private final ServerGroup group;
  private final PreforkFleet fleet;
  private final Optional<Management> management;

  private PreforkServing(ServerGroup group, PreforkFleet fleet, Optional<Management> management) {
    this.group = group;
    this.fleet = fleet;
    this.management = management;
  }

  static PreforkServing start(WebApp app, WebOptions options)
      throws IOException, InterruptedException {
    PreforkFleet fleet = PreforkFleet.open(options);
    try {
      // First, so that it can say that no worker is up yet.
      Optional<Management> management = Management.start(options, fleet);
      try {
        ServerGroup group = group(app, options, fleet.folder());
        fleet.serves(group);
        return new PreforkServing(group, fleet, management);
      } catch (IOException | InterruptedException | RuntimeException | Error e) {
        management.ifPresent(Management::close);
        throw e;
      }
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      fleet.close();
      throw e;
    }
  }

  private static ServerGroup group(WebApp app, WebOptions options, Optional<Path> folder)
      throws IOException, InterruptedException {
    String[] flags =
        Stream.concat(FLAGS.stream(), options.workerFlags().stream()).toArray(String[]::new);
    var body = new WorkerBody(app, options, folder.map(Path::toString).orElse(null));
    try {
      return ServerGroup.builder("web")
          .address(options.address())
          .replicas(options.processes())
          .body(body, flags)
          .quickStart()
          .drain(options.timeouts().drain().plus(MARGIN))
          .silence(silence(options.timeouts()))
          // Never given up: or whoever finds a request that kills a worker could end the
          // server.
          // The backoff, up to seconds, keeps a core free of a worker that can't live.
          .intensity(Integer.MAX_VALUE, Duration.ofMinutes(1))
          .sharing(sharing(options.sharing()))
          .listener(new Log())
          .start();
    } catch (IllegalArgumentException e) {
      throw new WebServerException("application: can't go to workers: " + e.getMessage(), e);
    } catch (ChildStartException e) {
      throw new WebServerException("workers: " + e.getMessage(), e);
    }
  }

  /** As long as a handler may take, which is when a worker ends itself too; but never in haste. */
  private static Duration silence(Timeouts timeouts) {
    List<Duration> ordered =
        Stream.of(LEAST_SILENCE, timeouts.handler(), MOST_SILENCE).sorted().toList();
    return ordered.get(1);
  }

  private static ListenerSharing sharing(Sharing sharing) {
    return switch (sharing) {
      case DESCRIPTOR -> new DescriptorPassing();
      case REUSE_PORT -> ListenerSharing.reusePort();
    };
  }

  @Override
  public InetSocketAddress address() {
    return group.address();
  }

  @Override
  public List<Worker> workers() {
    return group.replicas().stream().map(Worker::of).toList();
  }

  @Override
  public void rollingRestart() throws InterruptedException {
    try {
      group.rollingRestart();
    } catch (SupervisorException e) {
      throw new WebServerException(e.getMessage(), e);
    }
  }

  @Override
  public void scale(int processes) throws InterruptedException {
    try {
      group.scale(processes);
    } catch (SupervisorException e) {
      throw new WebServerException("workers: " + e.getMessage(), e);
    }
  }

  @Override
  public CompletableFuture<Void> onEnd() {
    return group.onEnd();
  }

  @Override
  public Optional<InetSocketAddress> management() {
    return management.map(Management::address);
  }

  @Override
  public void close() {
    fleet.drains();
    try {
      group.close();
    } finally {
      management.ifPresent(Management::close);
      fleet.close();
    }
  }

  /** Says what happens to workers. */
  private static final class Log implements SupervisorListener {
    @Override
    public void childUp(ChildInfo child) {
      LOG.info("worker {}: serves, pid {}", child.name(), child.pid().orElse(0));
    }

    @Override
    public void childDied(Death death) {
      LOG.warn("worker {}", death);
    }

    @Override
    public void childRestarting(String child, Duration delay) {
      LOG.info("worker {}: starts again in {} ms", child, delay.toMillis());
    }
  }
}
