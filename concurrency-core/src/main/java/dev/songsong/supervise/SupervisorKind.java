// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Supervisors below supervisors. */
record SupervisorKind(SupervisorConfig config) implements ChildKind {

  @Override
  public RunningChild start(ChildContext context) throws InterruptedException {
    Supervisor supervisor = Supervisor.start(config);
    context.ready();
    CompletableFuture<Exit> exit =
        supervisor
            .onEnd()
            .handle((_, failure) -> failure == null ? Exit.normal("closed") : Exit.threw(failure));
    return new Nested(supervisor, exit);
  }

  /** One supervisor at work. */
  private record Nested(Supervisor supervisor, CompletableFuture<Exit> exit)
      implements RunningChild {
    @Override
    public OptionalLong pid() {
      return OptionalLong.empty();
    }

    @Override
    public CompletableFuture<Exit> onExit() {
      return exit.copy();
    }

    @Override
    public void stop(Duration grace) {
      supervisor.close(grace);
    }
  }
}
