// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(LeakCheck.class)
class OpenLoopTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final AtomicInteger asked = new AtomicInteger();
  private final ReentrantLock pause = new ReentrantLock();
  private ExecutorService threads;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    threads = Executors.newVirtualThreadPerTaskExecutor();
    server = HttpServer.create(Hello.anywhere(), 256);
    server.setExecutor(threads);
  }

  @AfterEach
  void end() {
    server.stop(0);
    threads.close();
  }

  private OpenLoop.Result load(double perSecond, Answers answers) throws IOException {
    server.createContext(
        Hello.PATH,
        exchange -> {
          try (exchange) {
            answers.answer(exchange, asked.incrementAndGet());
          }
        });
    server.start();
    try (var load = new OpenLoop(server.getAddress().getPort(), Hello.PATH, true)) {
      asked.set(0);
      return load.run(perSecond, SECOND);
    }
  }

  private interface Answers {
    void answer(HttpExchange exchange, int number) throws IOException;
  }

  private static void hello(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, Hello.bytes().length);
    exchange.getResponseBody().write(Hello.bytes());
  }

  @Test
  void every_request_that_is_due_is_sent_and_counted() throws Exception {
    OpenLoop.Result result = load(500, (exchange, _) -> hello(exchange));

    assertThat(result.due()).isEqualTo(500);
    assertThat(result.right()).isEqualTo(500);
    assertThat(result.latency().getTotalCount()).isEqualTo(500);
    assertThat(asked).hasValue(500);
  }

  @Test
  void pause_of_the_server_counts_for_all_that_were_due_meanwhile() throws Exception {
    long nanos = TimeUnit.MILLISECONDS.toNanos(500);
    OpenLoop.Result result =
        load(
            1_000,
            (exchange, number) -> {
              pause.lock();
              try {
                long end = System.nanoTime() + nanos;
                while (number == 300 && System.nanoTime() < end) {
                  Thread.onSpinWait();
                }
              } finally {
                pause.unlock();
              }
              hello(exchange);
            });

    // More were due than there are connections: those that could not even be sent count too.
    assertThat(result.right()).isEqualTo(1_000);
    long late = result.latency().getCountBetweenValues(nanos / 5, Long.MAX_VALUE / 2);
    assertThat(late).isGreaterThan(300);
  }

  @Test
  void wrong_answers_and_broken_connections_are_failures_and_the_rest_goes_on() throws Exception {
    OpenLoop.Result result =
        load(
            500,
            (exchange, number) -> {
              switch (number) {
                case 300 -> exchange.sendResponseHeaders(500, -1);
                case 400 -> exchange.close();
                default -> hello(exchange);
              }
            });

    assertThat(result.due()).isEqualTo(500);
    assertThat(result.right()).isEqualTo(498);
  }
}
