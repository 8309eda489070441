// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Any bytes sent to the socket where a pool awaits its workers: who sends them is shown out, no
 * thread of the hub fails, and the worker that is awaited still can come.
 */
public final class HubFuzz {
  private HubFuzz() {}

  /** The hub of the process that fuzzes; to ask for seeds opens none. */
  private static final class Host {
    static final Hub HUB = Hub.open("fuzz-hub");
    static final Hub.Expected AWAITED = HUB.expect(1, 1);
    // Set by a thread of the hub that fails, read by the fuzzing thread.
    static final AtomicReference<Throwable> FAILED = new AtomicReference<>();

    static {
      Thread.setDefaultUncaughtExceptionHandler((thread, error) -> FAILED.set(error));
      Runtime.getRuntime().addShutdownHook(new Thread(Host::close));
    }

    static void close() {
      try {
        HUB.close();
      } catch (IOException e) {
        // The process ends.
      }
    }
  }

  /** A hello with the wrong token, and one without any. */
  public static List<byte[]> seeds() throws IOException {
    return List.of(hello("123 0000"), hello("123"), hello(""));
  }

  private static byte[] hello(String text) throws IOException {
    var bytes = new FrameChannelFuzz.Bytes(new byte[0]);
    var channel = new FrameChannel(bytes);
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    channel.put(new Frame(Frame.Type.HELLO, 1, 0, payload));
    channel.flush();
    return bytes.written();
  }

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    try (SocketChannel guest = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      guest.connect(UnixDomainSocketAddress.of(Host.HUB.socket()));
      send(guest, input);
    }
    Throwable failed = Host.FAILED.getAndSet(null);
    if (failed != null) {
      throw new AssertionError("a thread of the hub failed", failed);
    }
    if (Host.AWAITED.ready().isDone()) {
      throw new AssertionError("let in without the token");
    }
  }

  private static void send(SocketChannel guest, byte[] input) {
    try {
      var bytes = ByteBuffer.wrap(input);
      while (bytes.hasRemaining()) {
        guest.write(bytes);
      }
      guest.shutdownOutput();
      // Waits until the hub has closed its end; were it to forget, Jazzer's time limit would tell.
      while (guest.read(ByteBuffer.allocate(1)) >= 0) {}
    } catch (IOException e) {
      // Shown out before all was said.
    }
  }
}
