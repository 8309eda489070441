// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Any file opened as shared memory: it is what the handle says, or is refused in words. */
public final class SharedFileFuzz {
  private static final long MAGIC = 0x534F4E47534D3031L;
  private static final int CONTENT = 64;
  private static final SharedHandle HANDLE = handle();

  private SharedFileFuzz() {}

  private static SharedHandle handle() {
    try {
      Path file = Files.createTempFile("fuzz", ".data");
      file.toFile().deleteOnExit();
      return new SharedHandle(file.toString(), CONTENT, 77);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A right header. */
  public static List<byte[]> seeds() {
    var header = ByteBuffer.allocate((int) Header.BYTES + CONTENT).order(ByteOrder.nativeOrder());
    header.putLong(MAGIC).putLong(77).putLong(CONTENT).putLong(1).putLong(2);
    return List.of(header.array(), Arrays.copyOf(header.array(), 64));
  }

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path file = Path.of(HANDLE.path());
    Files.write(file, input);
    try (var memory = SharedMemory.open(HANDLE)) {
      if (memory.longs().length() != CONTENT / Long.BYTES) {
        throw new AssertionError("opened with " + memory.longs().length() + " longs");
      }
    } catch (SharedMemoryException e) {
      if (!e.getMessage().contains("(expected: ")) {
        throw new AssertionError("a message without a rule: " + e.getMessage(), e);
      }
    }
  }
}
