// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

/** A server for {@code prlimit}: serves until its input ends. */
final class FewDescriptors {
  private FewDescriptors() {}

  /** Says the port. */
  public static void main(String[] args) throws Exception {
    WebApp app = routes -> routes.get("/", _ -> Response.text("hello"));
    try (var server = WebServer.start(app, WebOptions.DEFAULT.withThreads(1))) {
      try (var warm = RawConnection.to(server)) {
        // Whatever opens files at the first request does so while there are any.
        warm.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n").reply();
      }
      System.out.println("port " + server.address().getPort());
      while (System.in.read() >= 0) {
        // Until the end.
      }
    }
  }
}
