// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import dev.songsong.supervise.ServerBody;
import dev.songsong.supervise.ServerContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The life of a worker process: an engine, from the start of the process to its drain. It ends
 * early, and is replaced, when something in it hangs for good.
 *
 * @param folder where it tells its parent how it is; none if nobody asks
 */
record WorkerBody(WebApp app, WebOptions options, @Nullable String folder) implements ServerBody {
  /** For answers on their way that need nothing of what hangs. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  /** After the drain: an engine ends within this, and an application had better. */
  private static final Duration LAST_STEPS = Duration.ofSeconds(8);

  private static final int HANGS = 1;

  @Override
  public void serve(ServerContext context) throws Exception {
    var told = new CountDownLatch(1);
    context.onDrain(told::countDown);
    try (Engine engine = start(context.replica());
        var _ = tell(engine, context.replica())) {
      if (context.listening() instanceof PassedListener passed) {
        engine.adopt(passed);
      } else {
        engine.bind(context.address(), true);
      }
      context.ready();
      Optional<Watchdog.Hang> hangs = new Watchdog(engine).watch(told);
      Duration drain = drain(hangs);
      if (hangs.isPresent()) {
        endWithin(drain.plus(LAST_STEPS), hangs.get());
      }
      engine.drain(drain);
      if (hangs.isPresent()) {
        throw new IllegalStateException(hangs.get().why());
      }
    }
  }

  private Engine start(int replica) throws InterruptedException {
    try {
      return Engine.start(app, options, replica, Transport.best());
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | LinkageError | AssertionError e) {
      throw WebServerException.notConfigured(e);
    }
  }

  /** To wait for what can't be answered any more would only put off the successor's start. */
  private Duration drain(Optional<Watchdog.Hang> hangs) {
    Duration usual = options.timeouts().drain();
    boolean vain = hangs.isPresent() && hangs.get().all();
    return vain && usual.compareTo(LAST_WORDS) > 0 ? LAST_WORDS : usual;
  }

  /** What hangs may hold what the end needs, such as a lock of the application's. */
  private static void endWithin(Duration limit, Watchdog.Hang hang) {
    Thread.ofPlatform()
        .daemon()
        .name("web-worker-end")
        .start(() -> {
          try {
            Thread.sleep(limit);
            System.err.println(hang.why() + "; the worker's end hangs too");
          } catch (InterruptedException e) {
            // Nobody does; and there is no reason to go on.
          }
          Runtime.getRuntime().halt(HANGS);
        });
  }

  private @Nullable MetricsSocket tell(Engine engine, int replica)
      throws IOException, InterruptedException {
    return folder == null
        ? null
        : MetricsSocket.start(engine, MetricsSocket.path(Path.of(folder), replica));
  }
}
