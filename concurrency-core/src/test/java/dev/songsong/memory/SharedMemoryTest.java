// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@ExtendWith(LeakCheck.class)
class SharedMemoryTest {

  @Test
  void new_memory_is_zero_and_holds_what_is_set() {
    try (var memory = SharedMemory.create(64)) {
      SharedInts ints = memory.ints();
      assertThat(ints.length()).isEqualTo(16);
      assertThat(ints.toArray()).containsOnly(0);

      ints.set(15, -7);

      assertThat(ints.get(15)).isEqualTo(-7);
      assertThat(memory.bytes()).isEqualTo(64);
      assertThat(memory.lease().isMine()).isTrue();
    }
  }

  @Test
  void what_is_opened_by_the_handle_is_the_same_memory() throws Exception {
    try (var memory = SharedMemory.create(1024);
        var again = SharedMemory.open(copied(memory.handle()))) {
      memory.doubles().set(3, Math.PI);

      assertThat(again.doubles().get(3)).isEqualTo(Math.PI);
      assertThat(again.lease()).isEqualTo(memory.lease());
      assertThat(again.handle()).isEqualTo(memory.handle());
    }
  }

  private static SharedHandle copied(SharedHandle handle) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(handle);
    }
    assertThat(bytes.size()).isLessThan(300);
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (SharedHandle) in.readObject();
    }
  }

  @Test
  void every_view_gets_sets_copies_and_fills() {
    try (var memory = SharedMemory.create(80)) {
      SharedBytes bytes = memory.asBytes();
      bytes.fill((byte) 1);
      bytes.copyFrom(2, new byte[] {9, 8, 7}, 1, 2);
      var someBytes = new byte[4];
      bytes.copyTo(1, someBytes, 0, 4);
      assertThat(someBytes).containsExactly(1, 8, 7, 1);
      bytes.setRelease(0, (byte) -1);
      assertThat(bytes.getAcquire(0)).isEqualTo((byte) -1);

      SharedInts ints = memory.ints();
      ints.fill(2);
      ints.copyFrom(18, new int[] {5, 6}, 0, 2);
      assertThat(ints.toArray()).startsWith(2, 2).endsWith(2, 5, 6).hasSize(20);

      SharedLongs longs = memory.longs();
      longs.fill(Long.MIN_VALUE);
      longs.copyFrom(0, new long[] {1}, 0, 1);
      assertThat(longs.toArray()).startsWith(1, Long.MIN_VALUE).hasSize(10);

      SharedFloats floats = memory.floats();
      floats.fill(0.5f);
      floats.copyFrom(1, new float[] {1.5f}, 0, 1);
      assertThat(floats.toArray()).startsWith(0.5f, 1.5f, 0.5f).hasSize(20);

      SharedDoubles doubles = memory.doubles();
      doubles.fill(0.25);
      doubles.copyFrom(9, new double[] {8}, 0, 1);
      assertThat(doubles.toArray()).startsWith(0.25).endsWith(0.25, 8).hasSize(10);
      assertThat(doubles).hasToString("SharedDoubles[10]");
    }
  }

  @Test
  void atomic_accesses_change_only_what_they_expect() {
    try (var memory = SharedMemory.create(64)) {
      SharedInts ints = memory.ints(0, 1);
      assertThat(ints.getAndAdd(0, 5)).isZero();
      assertThat(ints.compareAndSet(0, 4, 9)).isFalse();
      assertThat(ints.compareAndSet(0, 5, 9)).isTrue();
      assertThat(ints.getAcquire(0)).isEqualTo(9);

      SharedLongs longs = memory.longs(8, 1);
      assertThat(longs.getAndAdd(0, 1L << 40)).isZero();
      assertThat(longs.compareAndSet(0, 1L << 40, 2)).isTrue();
      longs.setRelease(0, 3);
      assertThat(longs.getAcquire(0)).isEqualTo(3);

      SharedFloats floats = memory.floats(16, 1);
      assertThat(floats.compareAndSet(0, 0f, 1f)).isTrue();
      floats.setRelease(0, 2f);
      assertThat(floats.getAcquire(0)).isEqualTo(2f);

      SharedDoubles doubles = memory.doubles(24, 1);
      assertThat(doubles.compareAndSet(0, 1, 2)).isFalse();
      doubles.setRelease(0, 2);
      assertThat(doubles.getAcquire(0)).isEqualTo(2);
    }
  }

  @Test
  void indexes_are_checked() {
    try (var memory = SharedMemory.create(40)) {
      SharedInts ints = memory.ints();
      assertThatThrownBy(() -> ints.get(10))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("index: 10 (expected: 0 <= index < 10)");
      assertThatThrownBy(() -> ints.set(-1, 0)).hasMessage("index: -1 (expected: 0 <= index < 10)");
      assertThatThrownBy(() -> ints.getAndAdd(10, 0)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> ints.copyTo(8, new int[9], 0, 3))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("index: 8, count: 3 (expected: 0 <= index <= index + count <= 10)");
      assertThatThrownBy(() -> ints.copyFrom(0, new int[2], 0, 3))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void parts_are_checked() {
    try (var memory = SharedMemory.create(40)) {
      assertThatThrownBy(() -> memory.longs(4, 1))
          .hasMessage("offset: 4 (expected: a multiple of 8, >= 0)");
      assertThatThrownBy(() -> memory.longs(-8, 1))
          .hasMessage("offset: -8 (expected: a multiple of 8, >= 0)");
      assertThatThrownBy(() -> memory.ints(8, 9))
          .hasMessage("length: 9 (expected: 0 <= length <= 8)");
      assertThatThrownBy(() -> memory.ints(0, -1))
          .hasMessage("length: -1 (expected: 0 <= length <= 10)");
    }
  }

  @Test
  void sizes_that_cannot_be_are_refused() {
    assertThatThrownBy(() -> SharedMemory.create(0)).hasMessage("bytes: 0 (expected: > 0)");
    assertThatThrownBy(() -> SharedMemory.create(-5)).hasMessage("bytes: -5 (expected: > 0)");
    assertThatThrownBy(() -> SharedMemory.create(Long.MAX_VALUE))
        .isInstanceOf(SharedMemoryException.class)
        .hasMessageStartingWith("bytes: 9223372036854775807 (expected: <= ")
        .hasMessageEndingWith(
            "). Close other memory, ask for less, or name a directory with more room.");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void full_file_system_is_an_exception_not_a_crash() throws IOException {
    try (var full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
      assertThatThrownBy(() -> Reserve.zeros(full, 1 << 21))
          .isInstanceOf(IOException.class)
          .hasMessage("No space left on device");
    }
  }

  @Test
  void use_after_close_is_refused() {
    var memory = SharedMemory.create(64);
    SharedInts ints = memory.ints();
    memory.close();
    memory.close();

    assertThatThrownBy(() -> ints.get(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ints.getAndAdd(0, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(memory::ints)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("memory: closed (expected: open)");
    assertThatThrownBy(() -> SharedMemory.open(memory.handle()))
        .isInstanceOf(SharedMemoryException.class)
        .hasMessage(
            "memory: "
                + memory.handle().path()
                + " is gone (expected: open in its creator). Keep it open there until it was opened"
                + " here.");
  }

  @Test
  void close_while_another_thread_reads_is_an_exception_there() throws InterruptedException {
    var memory = SharedMemory.create(1 << 20);
    SharedLongs longs = memory.longs();
    var thrown = new AtomicReference<Throwable>();
    var reading = new CountDownLatch(1);
    Thread reader =
        Thread.ofPlatform()
            .start(() -> {
              try {
                for (long i = 0; ; i = (i + 1) % longs.length()) {
                  longs.get(i);
                  reading.countDown();
                }
              } catch (IllegalStateException e) {
                thrown.set(e);
              }
            });
    reading.await();

    memory.close();
    reader.join();

    assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void who_opened_it_keeps_it_when_the_creator_closes() {
    var memory = SharedMemory.create(64);
    memory.ints().set(1, 42);
    try (var opened = SharedMemory.open(memory.handle())) {
      memory.close();

      assertThat(opened.ints().get(1)).isEqualTo(42);
    }
  }

  @Test
  void handle_of_another_file_is_refused(@TempDir Path dir) throws IOException {
    try (var memory = SharedMemory.create(64)) {
      SharedHandle right = memory.handle();
      assertThatThrownBy(() -> SharedMemory.open(new SharedHandle(right.path(), 65, right.token())))
          .isInstanceOf(SharedMemoryException.class)
          .hasMessageContaining(" is another file (expected: the one the handle was made for)");
      assertThatThrownBy(() -> SharedMemory.open(new SharedHandle(right.path(), 64, 1)))
          .isInstanceOf(SharedMemoryException.class);
      Path other = Files.write(dir.resolve("other"), new byte[4096 + 64]);
      assertThatThrownBy(() -> SharedMemory.open(new SharedHandle(other.toString(), 64, 0)))
          .isInstanceOf(SharedMemoryException.class);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void files_are_private() throws IOException {
    try (var memory = SharedMemory.create(64)) {
      Path file = Path.of(memory.handle().path());
      assertThat(mode(file)).isEqualTo("rw-------");
      assertThat(mode(file.getParent())).isEqualTo("rwx------");
      assertThat(file.getFileName().toString()).startsWith("songsong-");
      assertThat(file.getParent().getFileName().toString()).startsWith("songsong-");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void directory_that_others_may_enter_is_refused(@TempDir Path base) throws IOException {
    Path open = base.resolve("songsong-" + System.getProperty("user.name"));
    Files.createDirectory(open);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThatThrownBy(() -> SharedMemory.create(64, base))
        .isInstanceOf(SharedMemoryException.class)
        .hasMessage(
            "directory: "
                + open
                + ", rwxr-xr-x (expected: a directory of this user with mode rwx------). Remove it,"
                + " or create the memory in another directory.");
  }

  @Test
  void missing_base_is_named(@TempDir Path dir) {
    assertThatThrownBy(() -> SharedMemory.create(64, dir.resolve("none")))
        .isInstanceOf(SharedMemoryException.class)
        .hasMessageStartingWith("directory: " + dir.resolve("none"));
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
