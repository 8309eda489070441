// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;

final class Pool implements ParallelExecutor {
  private final Mode mode;

  Pool(Mode mode, String name, int processes, int threads, WorkerOptions w, PoolListener l) {
    this.mode = mode;
  }

  @Override
  public Mode mode() {
    return mode;
  }

  @Override
  public int parallelism() {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> Task<T> submit(TaskOptions options, RemoteCallable<T> work) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <A, R> List<Task<R>> submitAll(
      TaskOptions options,
      Collection<? extends A> items,
      RemoteFunction<? super A, ? extends R> work) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <A, R> List<Outcome<R>> map(
      TaskOptions options,
      Collection<? extends A> items,
      RemoteFunction<? super A, ? extends R> work) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void warmUp() {}

  @Override
  public PoolStats stats() {
    throw new UnsupportedOperationException();
  }

  @Override
  public ExecutorService asExecutorService() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}

  @Override
  public void closeNow() {}
}
