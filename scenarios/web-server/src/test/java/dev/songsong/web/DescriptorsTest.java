// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A process without a free descriptor: it can't accept, and must not die of it, or spin. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(LeakCheck.class)
@RequiresTool("prlimit")
class DescriptorsTest {
  private static final String GET = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MOST = 120;

  @Test
  void without_descriptors_accepting_pauses_and_goes_on_when_there_are_some() throws Exception {
    Process child =
        new ProcessBuilder(
                "prlimit",
                "--nofile=" + MOST,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                FewDescriptors.class.getName())
            .redirectErrorStream(true)
            .start();
    var open = new ArrayList<RawConnection>();
    try (BufferedReader output = child.inputReader(StandardCharsets.UTF_8)) {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port(output));
      for (int i = 0; i < 2 * MOST; i++) {
        open.add(RawConnection.to(address, 0));
      }
      Await.until("all descriptors to be in use", PATIENCE, () -> descriptors(child) >= MOST);
      assertThat(open.getFirst().send(GET).reply().text()).isEqualTo("hello");
      Duration before = cpu(child);
      new CountDownLatch(1).await(2, TimeUnit.SECONDS);
      assertThat(cpu(child).minus(before)).isLessThan(Duration.ofMillis(700));
      for (int i = 0; i < MOST; i++) {
        open.removeFirst().close();
      }
      for (RawConnection waited : open) {
        assertThat(waited.send(GET).reply().text()).isEqualTo("hello");
        waited.close();
      }
      child.getOutputStream().close();
      assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).isZero();
    } finally {
      for (RawConnection one : open) {
        one.close();
      }
      child.destroyForcibly().waitFor();
    }
  }

  private static int port(BufferedReader output) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("port ")) {
        return Integer.parseInt(line.substring("port ".length()));
      }
    }
    throw new IOException("port: none (expected: one)");
  }

  private static long descriptors(Process child) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc", "" + child.pid(), "fd"))) {
      return all.count();
    }
  }

  private static Duration cpu(Process child) {
    return child.toHandle().info().totalCpuDuration().orElseThrow();
  }
}
