// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Keeps children alive: services on threads, worker JVMs, programs and other supervisors.
 *
 * <p>Children start in order, each when the one before is ready, and stop in reverse order, each
 * within its grace and then killed. One that dies is started again, alone or with its group by the
 * {@link Strategy}, after a {@link Backoff}. When that happens too often, more than the intensity
 * allows, the supervisor gives up visibly: it stops all, and {@link #onEnd()} and its parent
 * supervisor get a {@link SupervisorException} with the history.
 *
 * <p>Thread-safe. One thread owns all, and a thread for each child minds it; methods send a message
 * and wait for the answer, and {@link #children()} reads the last picture without waiting. After
 * {@link #close()} there is no thread, child or descriptor left, except a thread of a service that
 * ignores its interrupt: Java can't end that.
 */
public final class Supervisor implements AutoCloseable {
  private static final Duration FOREVER = Duration.ofDays(10_000);

  private final SupervisorConfig config;
  private final CompletableFuture<Void> begun = new CompletableFuture<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final Owner owner;
  private final Thread thread;

  private Supervisor(SupervisorConfig config) {
    this.config = config;
    this.owner = new Owner(config, begun, end);
    this.thread = Thread.ofPlatform().daemon().name("supervisor-" + config.name()).unstarted(owner);
  }

  /** A supervisor to describe and start. */
  public static SupervisorBuilder builder(String name) {
    return new SupervisorBuilder(name);
  }

  static Supervisor start(SupervisorConfig config) throws InterruptedException {
    var supervisor = new Supervisor(config);
    supervisor.thread.start();
    try {
      supervisor.await(supervisor.begun);
      return supervisor;
    } catch (InterruptedException | RuntimeException e) {
      supervisor.close();
      throw e;
    }
  }

  static IllegalStateException closed(String name) {
    return new IllegalStateException("supervisor " + name + ": closed (expected: open)");
  }

  /** The name it was given. */
  public String name() {
    return config.name();
  }

  /** What each child is doing now, in the order of their first start. Never waits. */
  public List<ChildInfo> children() {
    return owner.children();
  }

  /** What one child is doing now; empty if there is none of the name. */
  public Optional<ChildInfo> child(String name) {
    return children().stream().filter(child -> child.name().equals(name)).findFirst();
  }

  /**
   * Starts one more child, last in the order, and returns when it is ready.
   *
   * @throws ChildStartException if it doesn't become so; it is not in the list then
   * @throws SupervisorException if the supervisor gives up meanwhile
   * @throws IllegalArgumentException if there is a child of the name
   * @throws IllegalStateException if the supervisor is closed, or this is called by its listener
   * @throws InterruptedException if the caller is interrupted; the child may start all the same
   */
  public void add(ChildSpec child) throws InterruptedException {
    ask(new Message.Add(child, new CompletableFuture<>()));
  }

  /**
   * Stops a child within its grace and forgets it; returns when it has ended.
   *
   * @throws IllegalArgumentException if there is no child of the name
   * @throws IllegalStateException if the supervisor is closed, or this is called by its listener
   * @throws InterruptedException if the caller is interrupted; the child is removed all the same
   */
  public void remove(String child) throws InterruptedException {
    ask(new Message.Remove(child, new CompletableFuture<>()));
  }

  /**
   * Stops a child, if it runs, and starts it again; returns when it is ready. It doesn't count
   * against the intensity, and no other child is touched.
   *
   * @throws ChildStartException if it doesn't become ready; it stays in the list, stopped
   * @throws SupervisorException if the supervisor gives up meanwhile
   * @throws IllegalArgumentException if there is no child of the name
   * @throws IllegalStateException if the supervisor is closed, or this is called by its listener
   * @throws InterruptedException if the caller is interrupted; the child restarts all the same
   */
  public void restart(String child) throws InterruptedException {
    ask(new Message.RestartChild(child, new CompletableFuture<>()));
  }

  private void ask(Message.Ask question) throws InterruptedException {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException(
          "supervisor "
              + name()
              + ": asked by its own listener (expected: another thread)."
              + " Hand the call to an executor.");
    }
    owner.tell(question);
    if (end.isDone()) {
      question.answer().completeExceptionally(closed(name()));
    }
    await(question.answer());
  }

  private void await(CompletableFuture<Void> answer) throws InterruptedException {
    try {
      answer.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case ChildStartException failed -> {
          failed.addSuppressed(new CallSite());
          throw failed;
        }
        case RuntimeException failed -> throw failed;
        default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  /** Where the failed call was made: the exception itself is from the owner's thread. */
  private static final class CallSite extends Exception {
    private static final long serialVersionUID = 1L;

    CallSite() {
      super("asked for here");
    }
  }

  /**
   * A future of its own that completes when all children have ended: normally after {@link
   * #close()}, with a {@link SupervisorException} when the supervisor gave up.
   */
  public CompletableFuture<Void> onEnd() {
    return end.copy();
  }

  /**
   * Waits for the end.
   *
   * @throws SupervisorException if the supervisor gave up
   * @throws InterruptedException if the caller is interrupted; the supervisor goes on
   */
  public void await() throws InterruptedException {
    await(end);
  }

  /**
   * Stops all children in reverse order, each within its grace, and returns when all have ended.
   * Idempotent. An interrupt ends the graces, and is restored. Called by a listener it only asks
   * for the end. A child's own thread had better not call it: the child would wait for itself,
   * until the supervisor gives it up after some seconds.
   */
  @Override
  public void close() {
    close(FOREVER);
  }

  /** As {@link #close()}, but when so much time has passed all graces end. */
  void close(Duration patience) {
    owner.tell(new Message.Close(patience.isZero()));
    if (Thread.currentThread() == thread) {
      return;
    }
    boolean interrupted = false;
    Duration left = patience;
    while (thread.isAlive()) {
      try {
        if (!thread.join(left)) {
          owner.tell(new Message.Close(true));
          left = FOREVER;
        }
      } catch (InterruptedException e) {
        interrupted = true;
        owner.tell(new Message.Close(true));
        left = FOREVER;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
