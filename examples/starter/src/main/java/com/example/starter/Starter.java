// SPDX-License-Identifier: Apache-2.0
package com.example.starter;

import dev.songsong.exec.ParallelExecutor;
import java.util.List;

/** Fibonacci numbers, each computed in a worker process. */
public final class Starter {
  private Starter() {}

  public static void main(String[] args) throws InterruptedException {
    try (var pool = ParallelExecutor.processes(2)) {
      pool.map(List.of(10, 20, 30), Starter::fibonacci).forEach(System.out::println);
    }
  }

  static int fibonacci(int n) {
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
  }
}
