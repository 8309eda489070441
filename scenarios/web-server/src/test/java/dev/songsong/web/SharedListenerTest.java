// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.supervise.ListenerSharing;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** A listening socket under those who want it: rivals for its port, and workers that die early. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class SharedListenerTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final int ROUNDS = 20;
  private static final int KNOCKERS = 100;

  /** Binds when the others do; whether it got the address. */
  private static boolean reserve(InetSocketAddress address, CyclicBarrier together)
      throws Exception {
    together.await();
    try (ListenerSharing.Reservation held = new DescriptorPassing().reserve(address)) {
      together.await();
      return held.address().equals(address);
    } catch (IOException taken) {
      assertThat(taken).hasMessageEndingWith("(expected: free and of this machine)");
      together.await();
      return false;
    }
  }

  @Test
  void of_servers_that_want_one_port_at_once_exactly_one_gets_it() throws Exception {
    var together = new CyclicBarrier(2);
    Callable<Boolean> rival;
    InetSocketAddress address;
    try (ListenerSharing.Reservation found = new DescriptorPassing().reserve(ANY)) {
      address = found.address();
      rival = () -> reserve(address, together);
    }
    try (var rivals = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < ROUNDS; i++) {
        int winners = 0;
        for (Future<Boolean> one : rivals.invokeAll(List.of(rival, rival))) {
          winners += one.get() ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
      }
    }
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  @Test
  void workers_that_die_before_they_take_it_leave_no_descriptor_with_the_parent() throws Exception {
    try (ListenerSharing.Reservation held = new DescriptorPassing().reserve(ANY)) {
      Path door = Path.of(((PassedListener) held.listening(1)).door());
      long before = descriptors();
      for (int i = 0; i < KNOCKERS; i++) {
        SocketChannel.open(UnixDomainSocketAddress.of(door)).close();
      }
      Await.until(
          "the parent to have let them go", Duration.ofSeconds(20), () -> descriptors() <= before);
    }
  }
}
