// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A worker's standard output or error: what a task's thread prints goes to the pool under the
 * task's id, line by line; all else goes to the process's own stream.
 */
final class TaskOutput extends OutputStream {
  private static final ThreadLocal<@Nullable WorkerSlot> SLOT = new ThreadLocal<>();
  // A line without an end is cut here, so that a task can't fill the heap by printing.
  private static final int LONGEST_LINE = 64 * 1024;

  private final OutputStream plain;
  private final boolean stderr;
  private final ThreadLocal<ByteArrayOutputStream> line =
      ThreadLocal.withInitial(ByteArrayOutputStream::new);

  TaskOutput(OutputStream plain, boolean stderr) {
    this.plain = plain;
    this.stderr = stderr;
  }

  /** From now on, what this thread prints belongs to the slot's current task. */
  static void bind(WorkerSlot slot) {
    SLOT.set(slot);
  }

  /** Sends what stands in this thread's unfinished line; called when a task ends. */
  void finishLine() throws IOException {
    WorkerSlot slot = SLOT.get();
    if (slot != null && line.get().size() > 0) {
      send(slot);
    }
  }

  @Override
  public void write(int b) throws IOException {
    WorkerSlot slot = SLOT.get();
    if (slot == null) {
      plain.write(b);
    } else if (b == '\n') {
      send(slot);
    } else {
      line.get().write(b);
      if (line.get().size() >= LONGEST_LINE) {
        send(slot);
      }
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (SLOT.get() == null) {
      plain.write(bytes, offset, length);
    } else {
      for (int i = offset; i < offset + length; i++) {
        write(bytes[i]);
      }
    }
  }

  private void send(WorkerSlot slot) throws IOException {
    byte[] text = line.get().toString(Charset.defaultCharset()).getBytes(StandardCharsets.UTF_8);
    line.get().reset();
    slot.output(stderr, text);
  }

  @Override
  public void flush() throws IOException {
    if (SLOT.get() == null) {
      plain.flush();
    }
  }
}
