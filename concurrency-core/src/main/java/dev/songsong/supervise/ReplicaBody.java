// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.net.InetSocketAddress;

/** A server as the whole life of a worker JVM. */
record ReplicaBody(
    ServerBody server, ListenerSharing.Listening listening, InetSocketAddress address, int replica)
    implements Body {

  @Override
  public void live(BodyControl control) throws Exception {
    try (var context = new ReplicaContext(this, control)) {
      control.onStop(context::wake);
      server.serve(context);
    }
  }
}
