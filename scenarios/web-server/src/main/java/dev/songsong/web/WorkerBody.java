// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import dev.songsong.supervise.ServerBody;
import dev.songsong.supervise.ServerContext;
import java.io.IOException;
import java.nio.file.Path;
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

  @Override
  public void serve(ServerContext context) throws Exception {
    var told = new CountDownLatch(1);
    context.onDrain(told::countDown);
    try (Engine engine = Engine.start(app, options, context.replica(), Transport.best());
        var _ = tell(engine, context.replica())) {
      if (context.listening() instanceof PassedListener passed) {
        engine.adopt(passed);
      } else {
        engine.bind(context.address(), true);
      }
      context.ready();
      Optional<String> hangs = new Watchdog(engine).watch(told);
      engine.drain();
      if (hangs.isPresent()) {
        throw new IllegalStateException(hangs.get());
      }
    }
  }

  private @Nullable MetricsSocket tell(Engine engine, int replica)
      throws IOException, InterruptedException {
    return folder == null
        ? null
        : MetricsSocket.start(engine, MetricsSocket.path(Path.of(folder), replica));
  }
}
