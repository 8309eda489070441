// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that hold a connection each by being slow: a third sends its head, a third its body, and
 * a third reads its large answer, one byte a second each. One that notices that it was sent away
 * comes again; who reads so slowly does not, for it has bytes for hours.
 *
 * <p>Driven by a thread of its own until it is closed.
 */
final class SlowClients implements AutoCloseable {
  private static final int RECEIVE_BYTES = 4 << 10;

  /** What a client says at once, before it becomes slow. */
  private enum Kind {
    HEAD("GET " + Hello.PATH + " HTTP/1.1\r\nHost: localhost\r\nX: "),
    BODY(
        "POST "
            + SongsongServer.BODY
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"),
    READ("GET " + SongsongServer.LARGE + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

    private final byte[] beginning;

    Kind(String beginning) {
      this.beginning = beginning.getBytes(StandardCharsets.US_ASCII);
    }
  }

  private record Client(Kind kind, SocketChannel channel) {}

  private final int port;
  private final List<Client> clients = new ArrayList<>(); // the starting, then the driving thread's
  private final Thread driver;
  private volatile boolean ended; // written by who closes, read by the driver

  private SlowClients(int port) {
    this.port = port;
    this.driver = Thread.ofPlatform().daemon().name("slow-clients").unstarted(this::drive);
  }

  /** Connects so many. */
  static SlowClients start(int port, int count) throws IOException {
    var all = new SlowClients(port);
    Kind[] kinds = Kind.values();
    try {
      for (int i = 0; i < count; i++) {
        all.clients.add(all.open(kinds[i % kinds.length]));
      }
    } catch (IOException e) {
      all.closeChannels();
      throw e;
    }
    all.driver.start();
    return all;
  }

  private Client open(Kind kind) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BYTES);
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.write(ByteBuffer.wrap(kind.beginning));
      channel.configureBlocking(false);
      return new Client(kind, channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** One step of each in every second, evenly spread. */
  private void drive() {
    long pause = TimeUnit.SECONDS.toNanos(1) / clients.size();
    long due = System.nanoTime();
    while (!ended) {
      for (int i = 0; i < clients.size() && !ended; i++) {
        step(i);
        due += pause;
        long early = due - System.nanoTime();
        if (early > 0) {
          LockSupport.parkNanos(early);
        }
      }
    }
  }

  private void step(int at) {
    Client client = clients.get(at);
    try {
      if (client.kind() != Kind.READ) {
        client.channel().write(ByteBuffer.wrap(new byte[] {'x'}));
      } else if (client.channel().read(ByteBuffer.allocate(1)) < 0) {
        comeAgain(at);
      }
    } catch (IOException gone) {
      comeAgain(at);
    }
  }

  private void comeAgain(int at) {
    try {
      clients.get(at).channel().close();
      clients.set(at, open(clients.get(at).kind()));
    } catch (IOException refused) {
      // Once more when it is its turn.
    }
  }

  private void closeChannels() {
    for (Client client : clients) {
      try {
        client.channel().close();
      } catch (IOException e) {
        // It is of no more use in either case.
      }
    }
  }

  @Override
  public void close() {
    ended = true;
    Uninterruptibles.joinUninterruptibly(driver); // it is between two steps, or in a short one
    closeChannels();
  }
}
