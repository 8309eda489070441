// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import dev.songsong.machine.Budget;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A worker process: one connection and one thread a slot, and a control connection.
 *
 * <p>Tasks come and results go on the slot's own connection, so that the thread that runs a task
 * needs no other to be told of it. The control connection carries what must arrive while a task
 * runs. When it ends, the pool is gone, and so is the worker, whatever its tasks are doing.
 */
final class WorkerMain {
  /** The exit code of a worker that lost its pool. */
  static final int ORPHANED = 113;

  private WorkerMain() {}

  public static void main(String[] args) throws IOException {
    var stdin = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Greeting greeting = Greeting.read(stdin);
    System.setIn(InputStream.nullInputStream());
    var out = new TaskOutput(System.out, false);
    var err = new TaskOutput(System.err, true);
    System.setOut(new PrintStream(out, true));
    System.setErr(new PrintStream(err, true));
    preload();
    var slots = new WorkerSlot[greeting.threads()];
    // The pool's share came with the JVM's flags; what a task makes takes its slot's part of it.
    List<Budget> shares = Budget.current().split(slots.length);
    for (int i = 0; i < slots.length; i++) {
      slots[i] = new WorkerSlot(connect(greeting, i), greeting.packages(), List.of(out, err));
      Thread.ofPlatform().daemon().name("worker-slot-" + i).start(inShare(shares.get(i), slots[i]));
    }
    try (FrameChannel control = connect(greeting, -1)) {
      obey(control, slots);
    } catch (IOException e) {
      // The pool's end broke the connection: the same as its closing it.
    }
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    Runtime.getRuntime().halt(ORPHANED);
  }

  private static Runnable inShare(Budget share, WorkerSlot slot) {
    return () -> share.run(slot);
  }

  /** Before the pool hears of this worker, so that no task's clock runs meanwhile. */
  private static void preload() {
    String name = System.getProperty(WorkerOptions.PRELOAD, "");
    if (!name.isEmpty()) {
      try {
        Class.forName(name);
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(
            "preload: " + name + " (expected: a class on the worker's class path)", e);
      }
    }
  }

  private static FrameChannel connect(Greeting greeting, int slot) throws IOException {
    SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(greeting.socket()));
    var channel = new FrameChannel(socket);
    FrameChannel own =
        slot < 0
            ? channel
            : new FrameChannel(
                RingChannel.create(
                    socket,
                    PoolDirectory.ring(
                        greeting.socket().toAbsolutePath().getParent(), greeting.number(), slot)));
    byte[] token =
        (ProcessHandle.current().pid() + " " + greeting.token()).getBytes(StandardCharsets.UTF_8);
    channel.put(new Frame(Frame.Type.HELLO, greeting.number(), slot, token));
    channel.flush();
    return own;
  }

  /** A JVM that exits waits 300 ms for threads in native reads: so they are sent home first. */
  private static void exit(WorkerSlot[] slots) throws IOException {
    for (WorkerSlot slot : slots) {
      slot.close();
    }
    System.exit(0);
  }

  private static void obey(FrameChannel control, WorkerSlot[] slots) throws IOException {
    Frame frame = control.read();
    while (frame != null) {
      switch (frame.type()) {
        case INTERRUPT -> slots[frame.extra()].interrupt(frame.id());
        case RECALL -> slots[frame.extra()].recall(frame.id(), frame.payload());
        case SHUTDOWN -> exit(slots);
        case HELLO, FUNCTION, FORGET, TASK, STARTED, OUTPUT, DONE, FAILED, RETURNED ->
            throw new IOException(
                "control frame: " + frame.type() + " (expected: INTERRUPT, RECALL or SHUTDOWN)");
      }
      frame = control.read();
    }
  }
}
