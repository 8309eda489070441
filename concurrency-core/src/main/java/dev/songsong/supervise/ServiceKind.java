// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Services on threads of their own, named {@code service-NAME}. */
record ServiceKind(Supplier<? extends Service> services) implements ChildKind {

  ServiceKind {
    requireNonNull(services, "services");
  }

  @Override
  public RunningChild start(ChildContext context) {
    var life = new OnThread(requireNonNull(services.get(), "service"), context);
    life.thread.start();
    return life;
  }

  /** One service at work. */
  private static final class OnThread implements RunningChild {
    private final Service service;
    private final ChildContext context;
    private final Thread thread;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    // Written by who stops it first, read by the service's thread to know why it was interrupted.
    private final AtomicBoolean stopping = new AtomicBoolean();

    OnThread(Service service, ChildContext context) {
      this.service = service;
      this.context = context;
      this.thread =
          Thread.ofPlatform().daemon().name("service-" + context.name()).unstarted(this::work);
    }

    private void work() {
      Exit end;
      try {
        service.start();
        context.ready();
        // A start may have swallowed the interrupt, and then nothing would tell run() to end.
        if (!stopping.get()) {
          service.run();
        }
        end = Exit.normal("returned");
      } catch (InterruptedException e) {
        end = stopping.get() ? Exit.normal("stopped") : Exit.threw(e);
      } catch (Throwable e) {
        // The end of a thread is the end of the road for Errors too: the supervisor is told.
        end = Exit.threw(e);
      }
      exit.complete(end);
    }

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
      if (exit.isDone()) {
        return;
      }
      try {
        if (stopping.compareAndSet(false, true)) {
          service.stop();
        }
      } catch (Exception e) {
        // It is interrupted all the same; why stop() failed is for the handler to show.
        Thread current = Thread.currentThread();
        current.getUncaughtExceptionHandler().uncaughtException(current, e);
      } finally {
        thread.interrupt();
      }
      await(grace);
    }

    private void await(Duration grace) {
      try {
        exit.get(grace.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (TimeoutException | ExecutionException e) {
        // A thread can't be killed: who asked reads onExit().
      }
    }
  }
}
