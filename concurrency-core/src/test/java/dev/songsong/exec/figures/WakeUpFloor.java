// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec.figures;

import java.io.EOFException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * What no executor can beat on a machine: a byte there and back between two JVMs over a Unix
 * socket, with a pause before each so that both sides are asleep.
 */
final class WakeUpFloor {
  private static final int TRIPS = 2_000;

  private WakeUpFloor() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 1) {
      echo(Path.of(args[0]));
      return;
    }
    Path directory = Files.createTempDirectory("floor");
    Path path = directory.resolve("s");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      Process peer =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  WakeUpFloor.class.getName(),
                  path.toString())
              .inheritIO()
              .start();
      try (SocketChannel channel = server.accept()) {
        trips(channel, 20_000, 0);
        trips(channel, 500, 1_000_000);
        System.out.printf("FLOOR_PARKED %.6g%n", trips(channel, TRIPS, 1_000_000));
        System.out.printf("FLOOR %.6g%n", trips(channel, TRIPS, 0));
      } finally {
        peer.destroyForcibly().waitFor();
      }
    } finally {
      Files.deleteIfExists(path);
      Files.delete(directory);
    }
  }

  private static void echo(Path path) throws Exception {
    var buffer = ByteBuffer.allocateDirect(1);
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      while (channel.read(buffer.clear()) == 1) {
        channel.write(buffer.flip());
      }
    }
  }

  private static double trips(SocketChannel channel, int count, long pauseNanos) throws Exception {
    var buffer = ByteBuffer.allocateDirect(1);
    var nanos = new long[count];
    for (int i = 0; i < count; i++) {
      if (pauseNanos > 0) {
        LockSupport.parkNanos(pauseNanos);
      }
      long start = System.nanoTime();
      channel.write(buffer.clear());
      if (channel.read(buffer.clear()) != 1) {
        throw new EOFException("echo: closed (expected: one byte)");
      }
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return nanos[count / 2] / 1e3;
  }
}
