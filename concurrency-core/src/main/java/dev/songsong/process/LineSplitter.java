// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Cuts a stream of bytes into lines at LF, CR LF or CR.
 *
 * <p>Confined to the pump that feeds it. Cutting bytes rather than characters is right for UTF-8,
 * where the bytes of LF and CR occur in no other character.
 */
final class LineSplitter {
  /** A line longer than this is handed on in pieces, so that no output can fill the heap. */
  static final int LONGEST = 64 * 1024;

  // Bytes that are no UTF-8 may look like one endless character.
  private static final int MOST_LEFT_OF_CHARACTER = 3;

  private final Consumer<String> lines;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean afterReturn; // the last byte was a CR: an LF now belongs to it

  LineSplitter(Consumer<String> lines) {
    this.lines = lines;
  }

  void accept(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      byte b = bytes[i];
      if (b == '\n' && afterReturn) {
        afterReturn = false;
        continue;
      }
      afterReturn = b == '\r';
      if (b == '\n' || b == '\r') {
        emit();
      } else {
        line.write(b);
        boolean full = line.size() >= LONGEST + MOST_LEFT_OF_CHARACTER;
        if (full || (line.size() >= LONGEST && endsCharacter(bytes, i, count))) {
          emit();
        }
      }
    }
  }

  /** Whether no UTF-8 character would be cut in two behind this byte, as far as can be seen. */
  private static boolean endsCharacter(byte[] bytes, int at, int count) {
    return at + 1 < count && (bytes[at + 1] & 0xC0) != 0x80;
  }

  /** Hands on a last line that had no end. */
  void finish() {
    if (line.size() > 0) {
      emit();
    }
  }

  private void emit() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    lines.accept(text);
  }
}
