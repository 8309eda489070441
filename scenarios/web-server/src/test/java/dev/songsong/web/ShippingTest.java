// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What goes to a worker process, and what can't. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class ShippingTest {

  @Test
  void options_arrive_as_they_were() throws Exception {
    WebOptions full =
        WebOptions.DEFAULT
            .withHybrid(3, 2)
            .withAddress(new InetSocketAddress("127.0.0.1", 8080))
            .withSharing(Sharing.REUSE_PORT)
            .withTls(new Tls(Path.of("certificates.pem"), Path.of("key.pem")))
            .withCompression(false)
            .withAccessLog(Path.of("access.log"))
            .withManagement(new InetSocketAddress("127.0.0.1", 9090))
            .withWorkerFlags("-Xmx64m");

    assertThat(copy(full)).isEqualTo(full);
    assertThat(copy(WebOptions.DEFAULT)).isEqualTo(WebOptions.DEFAULT);
  }

  private static Object copy(Object original) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(original);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }

  @Test
  void application_that_captured_what_cannot_go_is_refused_by_the_name_of_that() {
    var visitors = new AtomicLong();
    Object database = Object.class.getModule();
    WebApp app =
        routes ->
            routes.get("/", _ -> Response.text(visitors.incrementAndGet() + " at " + database));

    assertThatThrownBy(() -> WebServer.start(app, WebOptions.DEFAULT.withProcesses(1)).close())
        .isInstanceOf(WebServerException.class)
        .hasMessageStartingWith("application: can't go to workers: ")
        .hasMessageContaining("captured variable `database` of a lambda in ")
        .hasMessageContaining("java.lang.Module (expected: serializable).");
  }
}
