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
import java.time.Duration;
import java.util.List;
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

  private final ServerGroup group;

  private PreforkServing(ServerGroup group) {
    this.group = group;
  }

  static PreforkServing start(WebApp app, WebOptions options)
      throws IOException, InterruptedException {
    String[] flags =
        Stream.concat(FLAGS.stream(), options.workerFlags().stream()).toArray(String[]::new);
    try {
      return new PreforkServing(
          ServerGroup.builder("web")
              .address(options.address())
              .replicas(options.processes())
              .body(new WorkerBody(app, options), flags)
              .drain(options.timeouts().drain().plus(MARGIN))
              // Never given up: or whoever finds a request that kills a worker could end the
              // server.
              // The backoff, up to seconds, keeps a core free of a worker that can't live.
              .intensity(Integer.MAX_VALUE, Duration.ofMinutes(1))
              .sharing(sharing(options.sharing()))
              .listener(new Log())
              .start());
    } catch (IllegalArgumentException e) {
      throw new WebServerException("application: can't go to workers: " + e.getMessage(), e);
    } catch (ChildStartException e) {
      throw new WebServerException("application: " + e.getMessage(), e);
    }
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
  public void close() {
    group.close();
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
