// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The end of a run, reached once by its keeper and waited for by any thread. */
final class End {
  private final CompletableFuture<@Nullable Void> future = new CompletableFuture<>();

  /** The run has ended, well or for this reason. */
  void reach(@Nullable Throwable error) {
    if (error == null) {
      future.complete(null);
    } else {
      future.completeExceptionally(error);
    }
  }

  boolean reached() {
    return future.isDone();
  }

  void await() throws InterruptedException {
    try {
      future.get();
    } catch (ExecutionException | CancellationException e) {
      throw unwrapped(e);
    }
  }

  void await(Duration most) throws InterruptedException, TimeoutException {
    try {
      future.get(most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | CancellationException e) {
      throw unwrapped(e);
    }
  }

  /** What ended the run, taken out of what the future wraps it in. */
  private static RuntimeException unwrapped(Exception wrapped) {
    Throwable cause = wrapped.getCause() == null ? wrapped : wrapped.getCause();
    return cause instanceof RuntimeException known
        ? known
        : new PipelineException("sink", String.valueOf(cause), cause);
  }

  /** Waits for the end, however it is; an interrupt is kept for the caller. */
  void awaitQuietly() {
    boolean interrupted = false;
    while (!future.isDone()) {
      try {
        future.get();
      } catch (InterruptedException e) {
        // The wait is bounded by the keeper's, so it goes on.
        interrupted = true;
      } catch (ExecutionException | CancellationException e) {
        break;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A future of the caller's own. */
  CompletableFuture<Void> future() {
    return future.thenApply(nothing -> nothing);
  }
}
