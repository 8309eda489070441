// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A worker that is a sleeping program and some sockets: it hears nothing and says nothing. */
final class DeafWorker implements AutoCloseable {
  private final WorkerProcess process;
  private final Hub.Connections connections;
  private final Worker worker;
  private final List<SocketChannel> theirs;

  private DeafWorker(
      WorkerProcess process, Hub.Connections connections, List<SocketChannel> theirs) {
    this.process = process;
    this.connections = connections;
    this.worker = new Worker("deaf", process, connections);
    this.theirs = theirs;
  }

  static DeafWorker start(Path directory) throws IOException {
    var theirs = new ArrayList<SocketChannel>();
    var address = UnixDomainSocketAddress.of(directory.resolve("deaf"));
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      theirs.add(SocketChannel.open(address));
      ControlLine control = ControlLine.over(server.accept());
      theirs.add(SocketChannel.open(address));
      var slots = new FrameChannel[] {new FrameChannel(server.accept())};
      var greeting = new Greeting(directory, 1, "token", 1, List.of());
      var process =
          WorkerProcess.start("deaf", List.of("sleep", "600"), greeting, Events.unheard("test"));
      return new DeafWorker(process, new Hub.Connections(1, control, slots), theirs);
    }
  }

  Worker worker() {
    return worker;
  }

  /** The worker's end of the control connection. */
  FrameChannel control() {
    return new FrameChannel(theirs.getFirst());
  }

  @Override
  public void close() throws IOException {
    process.kill();
    process.awaitExit(Duration.ofSeconds(20));
    connections.close();
    for (SocketChannel socket : theirs) {
      socket.close();
    }
  }
}
