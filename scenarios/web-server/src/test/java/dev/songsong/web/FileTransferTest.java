// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import dev.songsong.web.ContentWire.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class FileTransferTest extends FolderFixture {
  private static final long LOOK = 20L << 20; // at the memory in use, so often

  @Test
  void a_large_file_goes_out_whole_and_in_little_memory() throws Exception {
    long size = 200L << 20;
    Path big = root.resolve("big.bin");
    try (var file = new RandomAccessFile(big.toFile(), "rw")) {
      file.setLength(size);
      file.seek(size - 3);
      file.write("end".getBytes(UTF_8));
    }
    long before = usedMemory();
    long most = 0;
    try (var wire = new ContentWire(server)) {
      wire.send("GET", "/files/big.bin", new byte[0]);
      Answer head = wire.head();
      assertThat(head.header("content-length")).isEqualTo("" + size);
      byte[] buffer = new byte[1 << 20];
      long left = size;
      byte[] end = new byte[3];
      while (left > 0) {
        int read = wire.in().read(buffer, 0, (int) Math.min(buffer.length, left));
        assertThat(read).isPositive();
        if (left / LOOK > (left - read) / LOOK) {
          most = Math.max(most, usedMemory());
        }
        left -= read;
        if (left == 0 && read >= 3) {
          System.arraycopy(buffer, read - 3, end, 0, 3);
        }
      }
      assertThat(new String(end, UTF_8)).isEqualTo("end");
      // The connection goes on.
      wire.send("GET", "/files/a.txt", new byte[0]);
      assertThat(wire.answer(false).text()).isEqualTo("0123456789");
    }
    assertThat(most).isPositive();
    assertThat(most - before).isLessThan(64L << 20);
  }

  /** What is kept: garbage that was not collected yet is no memory in use. */
  private static long usedMemory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void a_file_that_becomes_shorter_while_it_is_sent_ends_the_connection() throws Exception {
    long size = 64L << 20;
    Path file = root.resolve("shrinks.bin");
    try (var open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(size);
      try (var wire = new ContentWire(server, 4 << 10)) {
        wire.send("GET", "/files/shrinks.bin", new byte[0]);
        assertThat(wire.head().header("content-length")).isEqualTo("" + size);
        wire.exactly(1_000);
        open.setLength(10_000);

        long came = drain(wire.in());

        assertThat(came).isLessThan(size - 1_000);
      }
    }
  }

  @Test
  void a_file_that_grows_while_it_is_sent_keeps_the_announced_length() throws Exception {
    long size = 16L << 20;
    Path file = root.resolve("grows.bin");
    try (var open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(size);
      try (var wire = new ContentWire(server, 4 << 10)) {
        wire.send("GET", "/files/grows.bin", new byte[0]);
        wire.head();
        wire.exactly(1_000);
        open.setLength(size * 2);
        wire.exactly(size - 1_000);
        wire.send("GET", "/files/a.txt", new byte[0]);
        assertThat(wire.answer(false).text()).isEqualTo("0123456789");
      }
    }
  }

  private static long drain(InputStream in) {
    long came = 0;
    try {
      byte[] buffer = new byte[64 << 10];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        came += read;
      }
    } catch (IOException reset) {
      // An end too.
    }
    return came;
  }

  @Test
  void a_client_that_asks_for_file_after_file_and_reads_none_does_not_have_them_opened()
      throws Exception {
    Path big = root.resolve("wanted.bin");
    try (var file = new RandomAccessFile(big.toFile(), "rw")) {
      file.setLength(64L << 20);
    }
    try (var wire = new ContentWire(server, 4 << 10)) {
      for (int i = 0; i < 50; i++) {
        wire.send("GET", "/files/wanted.bin", new byte[0]);
      }
      wire.exactly(1_000);
      assertThat(open(big)).isBetween(1L, 3L);
    }
    Await.until("the files to be closed", Duration.ofSeconds(5), () -> open(big) == 0);
  }

  private static long open(Path file) throws IOException {
    try (var fds = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      long count = 0;
      for (Path fd : fds) {
        count += Files.exists(fd) && Files.isSameFile(fd, file) ? 1 : 0;
      }
      return count;
    }
  }

  @Test
  @RequiresTool("curl")
  void curl_resumes_where_it_left_off() throws Exception {
    Path copy = temp.resolve("copy");
    Files.writeString(copy, "0123");

    Process curl =
        new ProcessBuilder(
                "curl", "-sS", "-C", "-", "-o", copy.toString(), server.uri() + "/files/a.txt")
            .inheritIO()
            .start();

    assertThat(curl.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(curl.exitValue()).isZero();
    assertThat(copy).hasContent("0123456789");
  }
}
