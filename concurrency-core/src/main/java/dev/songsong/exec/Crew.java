// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

final class Crew {
  Crew(Pool p, String n, int a, int b, WorkerOptions o, Events e) {}

  Shipper shipper() {
    throw new UnsupportedOperationException();
  }

  void start() {}

  void warmUp() {}

  void close() {}

  long workersStarted() {
    return 0;
  }

  long workersDied() {
    return 0;
  }

  interface Shipper {
    <T> Job<T> ship(RemoteCallable<T> w);

    <A, R> void shipAll(
        java.util.Collection<? extends A> i,
        RemoteFunction<? super A, ? extends R> w,
        java.util.List<Job<R>> out);
  }
}
