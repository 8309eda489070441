// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.process.Command;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The listings of the site's page on supervision. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class SupervisionExampleTest {

  // START SNIPPET: service
  /** Takes orders from a queue until it is interrupted. */
  record Kitchen(BlockingQueue<String> orders, List<String> served) implements Service {
    @Override
    public void run() throws InterruptedException {
      while (true) {
        served.add(orders.take()); // if this throws, the supervisor makes a new kitchen
      }
    }
  }

  // END SNIPPET: service

  @Test
  void supervised_children_of_two_kinds(@TempDir Path folder) throws Exception {
    var orders = new LinkedBlockingQueue<>(List.of("phở", "bún chả"));
    var served = new CopyOnWriteArrayList<String>();
    // START SNIPPET: supervisor
    var watch = Command.of("sh", "-c", "echo watching; exec sleep 1000").directory(folder);
    try (Supervisor supervisor =
        Supervisor.builder("restaurant")
            .strategy(Strategy.REST_FOR_ONE) // the kitchen stands on the watcher
            .intensity(5, Duration.ofMinutes(1)) // at the sixth restart in a minute: give up
            .child(
                ChildSpec.command("watcher", watch)
                    .withReadiness(Readiness.line("watching"))
                    .withGrace(Duration.ofSeconds(1)))
            .child(ChildSpec.service("kitchen", () -> new Kitchen(orders, served)))
            .start()) { // returns when all are ready
      supervisor.restart("watcher");
      supervisor
          .children()
          .forEach(child -> System.out.println(child.name() + " " + child.state()));
    } // ends the kitchen, then the watcher, and returns when both are gone
    // END SNIPPET: supervisor
    assertThat(served).hasSizeLessThanOrEqualTo(2);
  }

  // START SNIPPET: server
  /** Sends back what comes, on any number of connections. */
  record Echo() implements ServerBody {
    @Override
    public void serve(ServerContext context) throws IOException {
      context.listen();
      context.ready();
      try (var requests = Executors.newVirtualThreadPerTaskExecutor()) {
        Optional<SocketChannel> next = context.accept();
        while (next.isPresent()) { // empty: draining, and nobody waits any more
          SocketChannel connection = next.get();
          requests.submit(() -> echo(connection));
          next = context.accept();
        }
      } // waits for the requests in flight
    }

    private static Void echo(SocketChannel connection) throws IOException {
      var buffer = ByteBuffer.allocate(8192);
      try (connection) {
        while (connection.read(buffer.clear()) >= 0) {
          connection.write(buffer.flip());
        }
        return null;
      }
    }
  }

  // END SNIPPET: server

  @Test
  void group_of_servers_on_one_address() throws Exception {
    // START SNIPPET: group
    try (ServerGroup group =
        ServerGroup.builder("echo").replicas(2).body(new Echo(), "-Xmx64m").start()) {
      group.rollingRestart(); // each new one is ready before an old one drains
      group.scale(3);
      System.out.println(group.address() + ": " + group.stats());
    }
    // END SNIPPET: group
  }
}
