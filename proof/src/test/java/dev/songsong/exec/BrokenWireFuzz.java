// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;

/** The twin of {@link WireFuzz} without a filter: the bytes choose the class. */
public final class BrokenWireFuzz {
  private BrokenWireFuzz() {}

  /** An object. */
  public static List<byte[]> seeds() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(List.of(1, 2));
    }
    return List.of(bytes.toByteArray());
  }

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    try (var in = new ObjectInputStream(new ByteArrayInputStream(input))) {
      in.readObject();
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      // Not what is looked for here.
    }
  }
}
